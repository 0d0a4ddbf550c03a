import type { Bitmask } from '../geometry/bitmask.ts';
import { LOW_RES_MASK_SIDE } from '../ports/segmenter.ts';
import { imageBox, type ImageBox } from '../schema/brands.ts';
import { sharesOfMask, type Grid, type LabelMap } from './label-map.ts';

/** Samples per cell side: at four, a sample is as large as a pixel of the decoder's low-resolution mask. */
export const FINE = 4;

/**
 * How much of each sample belongs to one object, 0..255 (1 is 255), row-major: [rows × FINE][columns × FINE] over the
 * encoder's grid. Whole numbers, so that a stored map is the map.
 */
export type FineMap = Uint8Array;
export const WHOLE = 255;

export const fineMapOfMask = (mask: Bitmask, { columns, rows, cellSize }: Grid): FineMap =>
  Uint8Array.from(sharesOfMask(mask, columns * FINE, rows * FINE, cellSize / FINE), (share) =>
    Math.round(share * WHOLE),
  );

/** The share of each grid cell, 0..1: the mean of its samples. */
export function cellsOfFineMap(fine: FineMap, columns: number): LabelMap {
  const width = columns * FINE;
  const sums = new Float32Array(fine.length / (FINE * FINE));
  for (let row = 0, at = 0; at < fine.length; row++) {
    const cells = Math.floor(row / FINE) * columns;
    for (let x = 0; x < width; x++, at++) {
      const cell = cells + Math.floor(x / FINE);
      sums[cell] = (sums[cell] as number) + (fine[at] as number);
    }
  }
  return sums.map((sum) => sum / (FINE * FINE * WHOLE));
}

/** The box around every sample above the threshold (0..1), in frame pixels; null where nothing is. */
export function boxOfFineMap(fine: FineMap, grid: Grid, threshold: number): ImageBox | null {
  const width = grid.columns * FINE;
  const size = grid.cellSize / FINE;
  const least = threshold * WHOLE;
  let left = Infinity;
  let top = Infinity;
  let right = -1;
  let bottom = -1;
  for (let i = 0; i < fine.length; i++) {
    if ((fine[i] as number) <= least) continue;
    const x = i % width;
    const y = (i - x) / width;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  if (right < 0) return null;
  return imageBox(left * size, top * size, (right - left + 1) * size, (bottom - top + 1) * size);
}

/** A fine map as the decoder's mask prompt: logits over the padded model square, -8 outside the map. */
export function logitsOfFineMap(fine: FineMap, grid: Grid, threshold: number, gain: number): Float32Array {
  const width = grid.columns * FINE;
  const height = Math.min(LOW_RES_MASK_SIDE, grid.rows * FINE);
  const logits = new Float32Array(LOW_RES_MASK_SIDE ** 2).fill(-8);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < Math.min(width, LOW_RES_MASK_SIDE); x++)
      logits[y * LOW_RES_MASK_SIDE + x] = ((fine[y * width + x] as number) / WHOLE - threshold) * gain;
  }
  return logits;
}
