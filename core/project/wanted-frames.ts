import { sampleFrames } from '../engine/sampling.ts';
import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';

/** What decides which frames of a video are taken. */
export type PartOfVideo = Pick<Project, 'sampling' | 'range'>;

/**
 * Indices of the frames that the project's sampling selects within its range of the video, ascending.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export function sampledFrames({ sampling, range }: PartOfVideo, timestamps: readonly number[]): FrameIndex[] {
  return within(range, sampleFrames(timestamps, sampling));
}

/**
 * Indices of the frames on which a run propagates the labels, ascending: the sampled ones, or all of the range
 * where those in between are to be propagated, too.
 */
export function wantedFrames(part: PartOfVideo, timestamps: readonly number[]): FrameIndex[] {
  if (part.sampling.between !== 'propagate') return sampledFrames(part, timestamps);
  return within(
    part.range,
    timestamps.map((_, rank) => frameIndex(rank)),
  );
}

/**
 * Indices of the frames that a dataset takes besides those that the user labelled, ascending: the wanted ones,
 * and those between two of them where labels are interpolated.
 */
export function coveredFrames(part: PartOfVideo, timestamps: readonly number[]): FrameIndex[] {
  const wanted = wantedFrames(part, timestamps);
  const [first, last] = [wanted[0], wanted.at(-1)];
  if (part.sampling.between !== 'interpolate' || first === undefined || last === undefined) return wanted;
  return Array.from({ length: last - first + 1 }, (_, at) => frameIndex(first + at));
}

const within = (range: Project['range'], ranks: FrameIndex[]) =>
  range ? ranks.filter((rank) => rank >= range.from && rank <= range.to) : ranks;
