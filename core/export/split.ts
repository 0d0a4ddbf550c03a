import type { Split } from '../schema/dataset-spec.ts';
import type { SplitName } from './types.ts';

/** How many frames each part of a dataset gets; the parts follow each other in time. */
interface SplitSizes {
  readonly train: number;
  readonly val: number;
  readonly test: number;
}

/**
 * Sizes of the contiguous blocks train, val, test. Neighbouring frames of a video are nearly the same
 * picture, so a random split would validate on what was trained on.
 * From two frames on, neither train nor val is empty; there is a test block only where its share rounds to at
 * least one frame and three parts are possible. A single frame is a train block of one, and the exporter lets
 * it serve for validation too.
 *
 * @param count number of frames, ≥ 0
 */
export function splitSizes(count: number, split: Split): SplitSizes {
  if (count < 2) return { train: count, val: 0, test: 0 };
  const val = Math.min(count - 1, Math.max(1, Math.round(count * split.val)));
  const test = count < 3 ? 0 : Math.min(count - 1 - val, Math.round(count * split.test));
  return { train: count - val - test, val, test };
}

/** The part that the frame at `position` (0-based, in time order) belongs to. */
export function splitAt(position: number, sizes: SplitSizes): SplitName {
  if (position < sizes.train) return 'train';
  return position < sizes.train + sizes.val ? 'val' : 'test';
}
