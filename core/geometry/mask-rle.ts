import { ForgeError } from '../errors.ts';
import type { ImageBox } from '../schema/brands.ts';
import type { MaskRle } from '../schema/mask.ts';
import type { Bitmask } from './bitmask.ts';
import { boxOfEdges } from './box.ts';

/** Run lengths of a bitmask: row-major, background first. */
export function encodeMask({ width, height, data }: Bitmask): MaskRle {
  const counts: number[] = [];
  let value = 0;
  let at = 0;
  while (at < data.length) {
    const next = data.indexOf(1 - value, at);
    const end = next < 0 ? data.length : next;
    counts.push(end - at);
    at = end;
    value = 1 - value;
  }
  return { width, height, counts };
}

/** The bitmask of run lengths. */
export function decodeMask({ width, height, counts }: MaskRle): Bitmask {
  const data = new Uint8Array(width * height);
  let at = 0;
  counts.forEach((run, i) => {
    if (i % 2 === 1) data.fill(1, at, at + run);
    at += run;
  });
  return { width, height, data };
}

/** Pixels of the mask. */
export function maskArea({ counts }: MaskRle): number {
  let area = 0;
  for (let i = 1; i < counts.length; i += 2) area += counts[i] ?? 0;
  return area;
}

/** The runs of the mask's pixels cut at the ends of rows: [starts[i], ends[i]) of pixel numbers (y × width + x). */
export function rowRuns({ width, counts }: MaskRle): { starts: number[]; ends: number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  counts.forEach((run, i) => {
    const end = at + run;
    while (i % 2 === 1 && at < end) {
      const cut = Math.min(end, at - (at % width) + width);
      // Behind an empty run of background the row goes on.
      if (at % width > 0 && ends.at(-1) === at) ends[ends.length - 1] = cut;
      else {
        starts.push(at);
        ends.push(cut);
      }
      at = cut;
    }
    at = end;
  });
  return { starts, ends };
}

/** The smallest box around the mask's pixels; null for an empty mask. */
export function maskBox({ width, counts }: MaskRle): ImageBox | null {
  let left = width;
  let right = 0;
  let top = -1;
  let bottom = 0;
  let at = counts[0] ?? 0;
  for (let i = 1; i < counts.length; i += 2) {
    const run = counts[i] ?? 0;
    const end = at + run;
    if (run > 0) {
      const firstRow = Math.floor(at / width);
      const lastRow = Math.floor((end - 1) / width);
      if (top < 0) top = firstRow;
      bottom = lastRow + 1;
      // A run over a row's end has the last pixel of one row and the first of the next.
      left = firstRow === lastRow ? Math.min(left, at - firstRow * width) : 0;
      right = firstRow === lastRow ? Math.max(right, end - lastRow * width) : width;
    }
    at = end + (counts[i + 1] ?? 0);
  }
  return top < 0 ? null : boxOfEdges(left, top, right, bottom);
}

/** Whether two masks are of the same size and have the same pixels, however their runs are cut. */
export function masksEqual(a: MaskRle, b: MaskRle): boolean {
  if (a.width !== b.width || a.height !== b.height) return false;
  let differing = 0;
  overlay(a, b, (length, inA, inB) => {
    if (inA !== inB) differing += length;
  });
  return differing === 0;
}

/** Common pixels of two masks of the same frame. Throws `internal` for masks of different sizes. */
export function maskIntersectionArea(a: MaskRle, b: MaskRle): number {
  let area = 0;
  overlay(a, b, (length, inA, inB) => {
    if (inA && inB) area += length;
  });
  return area;
}

/**
 * Intersection over union of two masks of the same frame, 0..1; 1 for two empty masks, which agree.
 * Throws `internal` for masks of different sizes.
 */
export function maskIou(a: MaskRle, b: MaskRle): number {
  const common = maskIntersectionArea(a, b);
  const union = maskArea(a) + maskArea(b) - common;
  return union === 0 ? 1 : common / union;
}

/** The pixels of either mask. Throws `internal` for masks of different sizes. */
export const maskUnion = (a: MaskRle, b: MaskRle): MaskRle => combine(a, b, (inA, inB) => inA || inB);

/** The pixels of `a` that are not in `b`. Throws `internal` for masks of different sizes. */
export const maskDifference = (a: MaskRle, b: MaskRle): MaskRle => combine(a, b, (inA, inB) => inA && !inB);

/**
 * The mask of foreground runs [starts[i], ends[i]) of pixel numbers (y × width + x), ascending; empty and
 * touching runs are allowed. The counts are as encodeMask makes them.
 */
export function maskOfRuns(width: number, height: number, starts: ArrayLike<number>, ends: ArrayLike<number>): MaskRle {
  const counts: number[] = [];
  let at = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] ?? 0;
    const end = ends[i] ?? 0;
    if (end <= start) continue;
    appendRun(counts, false, start - at);
    appendRun(counts, true, end - start);
    at = end;
  }
  appendRun(counts, false, width * height - at);
  return { width, height, counts };
}

function combine(a: MaskRle, b: MaskRle, keep: (inA: boolean, inB: boolean) => boolean): MaskRle {
  const counts: number[] = [];
  overlay(a, b, (length, inA, inB) => appendRun(counts, keep(inA, inB), length));
  return { width: a.width, height: a.height, counts };
}

/** Adds a run to counts, lengthening the last one where it is of the same kind. */
function appendRun(counts: number[], object: boolean, length: number): void {
  if (length === 0) return;
  const last = counts.length - 1;
  if (last < 0) counts.push(...(object ? [0, length] : [length]));
  else if ((last % 2 === 1) === object) counts[last] = (counts[last] ?? 0) + length;
  else counts.push(length);
}

/** Walks two masks together and visits each stretch of pixels over which neither changes. */
function overlay(a: MaskRle, b: MaskRle, visit: (length: number, inA: boolean, inB: boolean) => void): void {
  if (a.width !== b.width || a.height !== b.height)
    throw new ForgeError('internal.detail', {
      detail: `Masks of ${a.width} × ${a.height} and of ${b.width} × ${b.height} pixels cannot be compared.`,
    });
  let i = 0;
  let j = 0;
  let leftOfA = a.counts[0] ?? 0;
  let leftOfB = b.counts[0] ?? 0;
  while (i < a.counts.length && j < b.counts.length) {
    const length = Math.min(leftOfA, leftOfB);
    if (length > 0) visit(length, i % 2 === 1, j % 2 === 1);
    leftOfA -= length;
    leftOfB -= length;
    if (leftOfA === 0) leftOfA = a.counts[++i] ?? 0;
    if (leftOfB === 0) leftOfB = b.counts[++j] ?? 0;
  }
}
