import { sampleFrames } from '../engine/sampling.ts';
import type { FrameIndex } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';

/**
 * Indices of the frames that the project's sampling selects within its range of the video, ascending.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export function wantedFrames(
  { sampling, range }: Pick<Project, 'sampling' | 'range'>,
  timestamps: readonly number[],
): FrameIndex[] {
  const sampled = sampleFrames(timestamps, sampling);
  return range ? sampled.filter((rank) => rank >= range.from && rank <= range.to) : sampled;
}
