import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import type { Sampling } from '../schema/project.ts';

/**
 * The sampled frames of a video, ascending and distinct.
 * `every` takes frame indices 0, n, 2n, ...; `fps` takes, for each tick k / fps after the first frame, the
 * first frame whose timestamp has reached it (within half a millisecond, the coarsest timestamp step of the
 * common containers), so a variable frame rate is sampled evenly in time.
 *
 * @param timestamps presentation timestamps in seconds, ascending, one per frame
 */
export function sampleFrames(timestamps: readonly number[], sampling: Sampling): FrameIndex[] {
  const picked: FrameIndex[] = [];
  if (sampling.kind === 'every') {
    for (let rank = 0; rank < timestamps.length; rank += sampling.n) picked.push(frameIndex(rank));
    return picked;
  }
  const start = timestamps[0] ?? 0;
  let tick = 0;
  timestamps.forEach((timestamp, rank) => {
    const ticks = Math.floor((timestamp - start + 0.0005) * sampling.fps);
    if (ticks < tick) return;
    picked.push(frameIndex(rank));
    tick = ticks + 1;
  });
  return picked;
}
