import { expectedFrames } from '../../../core/dataset/estimate.ts';
import { wantedFrames } from '../../../core/project/wanted-frames.ts';
import type { Project, VideoMetadata } from '../../../core/schema/project.ts';
import type { DatasetSize } from '../../run/dataset-form/price-estimate.tsx';

/** The size of a dataset as far as it is known before its video is opened. */
interface ExpectedSize extends DatasetSize {
  /** True where `frames` is an upper bound. */
  readonly atMost: boolean;
}

/**
 * The size of the dataset of a stored project. The document does not store the timestamps of the frames:
 * where they decide which frames are sampled, it is an upper bound.
 */
export function expectedSize(project: Project): ExpectedSize {
  const { sampling, range, video, labelledFrames, classes } = project;
  const timestamps = evenTimestamps(video);
  const size = { classes: classes.length };
  if (sampling.kind === 'every' || !video.variableFps)
    return { ...size, frames: expectedFrames(project, timestamps).length, atMost: false };
  // No other timing samples more frames than the even one, but perhaps different ones: at most all in the
  // range, with none of them labelled.
  const { from, to } = range ?? { from: 0, to: video.frameCount - 1 };
  const labelled = labelledFrames.filter((rank) => rank >= from && rank <= to).length;
  const between = sampling.between ?? 'skip';
  const sampled = between === 'skip' ? wantedFrames({ sampling }, timestamps).length : Infinity;
  return { ...size, frames: Math.min(to - from + 1, sampled + labelled), atMost: true };
}

/** The timestamps of evenly spaced frames, in seconds. */
function evenTimestamps({ frameCount, firstTimestamp, lastTimestamp }: VideoMetadata): number[] {
  const interval = (lastTimestamp - firstTimestamp) / Math.max(1, frameCount - 1);
  return Array.from({ length: frameCount }, (_, rank) => firstTimestamp + rank * interval);
}
