import { joinRuns } from '../geometry/components.ts';
import { boxArea } from '../geometry/box.ts';
import { maskArea, maskBox, maskOfRuns, rowRuns } from '../geometry/mask-rle.ts';
import type { MaskRle } from '../schema/mask.ts';

/** How a mask lies in its box. */
export interface MaskExtent {
  /** The share of the box around the mask that the mask covers ("extent" of region properties), 0..1. */
  readonly covered: number;
  /** The share of that box's area that the box around the largest piece alone has; 1 for a mask in one piece. */
  readonly ofLargestPiece: number;
}

const known = new WeakMap<MaskRle, MaskExtent | null>();

/** Cached by mask, because lists of doubts are made at every change of a project. Null for an empty mask. */
export function maskExtent(mask: MaskRle): MaskExtent | null {
  const kept = known.get(mask);
  if (kept !== undefined) return kept;
  const found = measure(mask);
  known.set(mask, found);
  return found;
}

function measure(mask: MaskRle): MaskExtent | null {
  const box = maskBox(mask);
  if (!box) return null;
  const covered = maskArea(mask) / boxArea(box);
  const { starts, ends, pieces, areas } = joinRuns(rowRuns(mask), mask.width);
  if (areas.length === 1) return { covered, ofLargestPiece: 1 };
  const largest = areas.indexOf(areas.reduce((most, area) => Math.max(most, area), 0));
  const ofLargest = (runs: readonly number[]) => runs.filter((_, run) => pieces[run] === largest);
  const piece = maskBox(maskOfRuns(mask.width, mask.height, ofLargest(starts), ofLargest(ends)));
  return { covered, ofLargestPiece: piece ? boxArea(piece) / boxArea(box) : 1 };
}
