import type { ImageBox } from '../schema/brands.ts';
import type { MaskRle } from '../schema/mask.ts';
import { mixBoxes } from './box.ts';
import { signedDistances, type SignedDistances } from './distance-transform.ts';
import { decodeMask, maskBox, maskOfRuns } from './mask-rle.ts';
import { cropMask } from './mask-window.ts';

/**
 * The mask on the way from one mask of a frame to another one: `a` at share 0, `b` at share 1. Each is moved and
 * stretched with its own box to the box between the two, and there the signed distances to their edges are mixed;
 * the mask is where the mixture is positive. So a mask that only moves keeps its shape.
 * This is the shape-based interpolation of Raya and Udupa, "Shape-Based Interpolation of Multidimensional
 * Objects", IEEE Transactions on Medical Imaging 9 (1990), with the two shapes aligned before.
 *
 * @param share 0..1
 * @returns null where one of the masks is empty, or so thin that nothing is common to both
 */
export function blendMasks(a: MaskRle, b: MaskRle, share: number): MaskRle | null {
  const [from, to] = [fieldOf(a), fieldOf(b)];
  if (!from || !to) return null;
  if (share <= 0 || share >= 1) return share <= 0 ? a : b;
  const box = mixBoxes(from.box, to.box, share);
  const [left, top] = [Math.max(0, Math.round(box[0])), Math.max(0, Math.round(box[1]))];
  const right = Math.min(a.width, Math.round(box[0] + box[2]));
  const bottom = Math.min(a.height, Math.round(box[1] + box[3]));
  const [rowOfA, rowOfB] = [rowSampler(from, box, left, right), rowSampler(to, box, left, right)];
  const starts: number[] = [];
  const ends: number[] = [];
  for (let y = top; y < bottom; y++) {
    const [inA, inB] = [rowOfA(y), rowOfB(y)];
    let inside = false;
    for (let x = left; x <= right; x++) {
      const here = x < right && (inA[x - left] ?? 0) * (1 - share) + (inB[x - left] ?? 0) * share > 0;
      if (here !== inside) (here ? starts : ends).push(y * a.width + x);
      inside = here;
    }
  }
  return starts.length === 0 ? null : maskOfRuns(a.width, a.height, starts, ends);
}

/** The distances of a mask's pixels within its box. */
interface Field extends SignedDistances {
  readonly box: ImageBox;
}

/**
 * The distances at the pixels `left` to `right` of a row, after the field's box was stretched to another one, in
 * pixels of that: bilinear between the centres of the field's pixels. The next row takes the place of the last.
 */
function rowSampler({ box: own, width, height, data }: Field, box: ImageBox, left: number, right: number) {
  const scale = Math.sqrt((box[2] * box[3]) / (own[2] * own[3]));
  const place = (at: number, start: number, length: number, pixels: number) =>
    Math.min(pixels - 1, Math.max(0, ((at + 0.5 - start) / length) * pixels - 0.5));
  const columns = Float64Array.from({ length: Math.max(0, right - left) }, (_, i) =>
    place(left + i, box[0], box[2], width),
  );
  const distances = new Float64Array(columns.length);
  return (y: number): Float64Array => {
    const row = place(y, box[1], box[3], height);
    const upper = Math.floor(row) * width;
    const lower = Math.min(height - 1, Math.floor(row) + 1) * width;
    const down = row - Math.floor(row);
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] ?? 0;
      const before = Math.floor(column);
      const after = Math.min(width - 1, before + 1);
      const along = column - before;
      const above = mix(data[upper + before] ?? 0, data[upper + after] ?? 0, along);
      const below = mix(data[lower + before] ?? 0, data[lower + after] ?? 0, along);
      distances[i] = mix(above, below, down) * scale;
    }
    return distances;
  };
}

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** Distances are kept up to this many pixels together (32 MB): each mask is an end of two gaps of many frames. */
const KEPT_PIXELS = 8_000_000;
const fields = new Map<MaskRle, Field>();
let keptPixels = 0;

function fieldOf(mask: MaskRle): Field | null {
  const known = fields.get(mask);
  if (known) return known;
  const box = maskBox(mask);
  if (!box) return null;
  const field = { box, ...signedDistances(decodeMask(cropMask(mask, box))) };
  for (const [oldest, { data }] of fields) {
    if (keptPixels + field.data.length <= KEPT_PIXELS) break;
    fields.delete(oldest);
    keptPixels -= data.length;
  }
  fields.set(mask, field);
  keptPixels += field.data.length;
  return field;
}
