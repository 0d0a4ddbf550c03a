import type { ImageBox } from '../schema/brands.ts';
import { boxOfEdges } from './box.ts';

/** A binary mask as one byte (0 or 1) a pixel, row-major from the top left. */
export interface Bitmask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Pixels of the mask. */
export function bitmaskArea({ data }: Pick<Bitmask, 'data'>): number {
  let area = 0;
  for (let at = data.indexOf(1); at >= 0;) {
    const zero = data.indexOf(0, at);
    const end = zero < 0 ? data.length : zero;
    area += end - at;
    at = data.indexOf(1, end);
  }
  return area;
}

/** Pixels that both masks have; they are of one size. */
export function commonArea(a: Pick<Bitmask, 'data'>, b: Pick<Bitmask, 'data'>): number {
  let area = 0;
  for (let i = 0; i < a.data.length; i++) if (a.data[i] && b.data[i]) area++;
  return area;
}

/** The smallest box around the mask's pixels; null for an empty mask. */
export function bitmaskBox({ width, height, data }: Bitmask): ImageBox | null {
  let left = width;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const first = data.indexOf(1, row);
    if (first < 0) break;
    if (first >= row + width) {
      y = Math.floor(first / width) - 1;
      continue;
    }
    if (top < 0) top = y;
    bottom = y;
    left = Math.min(left, first - row);
    right = Math.max(right, data.lastIndexOf(1, row + width - 1) - row);
  }
  return top < 0 ? null : boxOfEdges(left, top, right + 1, bottom + 1);
}
