import { expectedFrames } from '../../../core/dataset/estimate.ts';
import { wantedFrames } from '../../../core/project/wanted-frames.ts';
import type { Project, VideoMetadata } from '../../../core/schema/project.ts';
import type { DatasetSize } from '../../run/dataset-form/price-estimate.tsx';

/** What is known of the size of a dataset before its video is opened. */
export interface ExpectedSize extends DatasetSize {
  /** It may have fewer images, and not more. */
  readonly atMost: boolean;
}

/**
 * The size of the dataset that a stored project gives. The document does not keep when each frame is shown: where that decides which frames
 * are sampled, it is the most there can be.
 */
export function expectedSize(project: Project): ExpectedSize {
  const { sampling, range, video, labelledFrames, classes } = project;
  const timestamps = evenTimestamps(video);
  const size = { classes: classes.length };
  if (sampling.kind === 'every' || !video.variableFps)
    return { ...size, frames: expectedFrames(project, timestamps).length, atMost: false };
  // No other timing samples more frames than the even one, but they may be other ones: all in the range, and none of them labelled.
  const { from, to } = range ?? { from: 0, to: video.frameCount - 1 };
  const labelled = labelledFrames.filter((rank) => rank >= from && rank <= to).length;
  const sampled = wantedFrames({ sampling }, timestamps).length;
  return { ...size, frames: Math.min(to - from + 1, sampled + labelled), atMost: true };
}

/** When the frames of a video are shown, in seconds, if they come evenly. */
function evenTimestamps({ frameCount, firstTimestamp, lastTimestamp }: VideoMetadata): number[] {
  const interval = (lastTimestamp - firstTimestamp) / Math.max(1, frameCount - 1);
  return Array.from({ length: frameCount }, (_, rank) => firstTimestamp + rank * interval);
}
