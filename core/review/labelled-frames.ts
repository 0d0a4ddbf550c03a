import type { Track } from '../schema/project.ts';

/** Indices of the frames on which a track has a label, ascending: a shape, or an outside mark of the user. */
export function labelledFramesOf({ shapes }: Pick<Track, 'shapes'>): readonly number[] {
  // Integer keys of an object are in ascending order.
  return Object.entries(shapes).flatMap(([key, { outside, source }]) =>
    outside && source !== 'user' ? [] : [Number(key)],
  );
}

/**
 * The nearest frame after (`1`) or before (`-1`) a frame that is in any of some lists.
 *
 * @param lists frame indices, each list ascending
 * @returns null where there is none on that side
 */
export function neighbourFrame(lists: readonly (readonly number[])[], rank: number, direction: 1 | -1): number | null {
  const found = lists.flatMap((ranks) => {
    const at = direction > 0 ? lowerBound(ranks, rank + 1) : lowerBound(ranks, rank) - 1;
    return ranks[at] ?? [];
  });
  if (found.length === 0) return null;
  return direction > 0 ? Math.min(...found) : Math.max(...found);
}

/** The position of the first of ascending frame indices that is not below `rank`. */
export function lowerBound(ranks: readonly number[], rank: number): number {
  let [low, high] = [0, ranks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranks[middle] ?? Infinity) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}
