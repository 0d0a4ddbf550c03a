import type { Bitmask } from '../geometry/bitmask.ts';
import { boxIou } from '../geometry/box.ts';
import type { ImageBox } from '../schema/brands.ts';

/** J of the DAVIS benchmark: intersection over union of two masks of one size, 0..1; 1 where both are empty. */
export function bitmaskIou(a: Bitmask, b: Bitmask): number {
  checkSameSize(a, b);
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.data.length; i++) {
    const inA = a.data[i] === 1;
    const inB = b.data[i] === 1;
    if (inA && inB) both += 1;
    if (inA || inB) either += 1;
  }
  return either === 0 ? 1 : both / either;
}

/** IoU of a found box and the true one; null means no object: 1 where both are null, 0 where one is. */
export function foundBoxIou(found: ImageBox | null, truth: ImageBox | null): number {
  if (!found || !truth) return found === truth ? 1 : 0;
  return boxIou(found, truth);
}

/** Throws a RangeError for masks of different sizes: comparing them would only look like a result. */
export function checkSameSize(a: Bitmask, b: Bitmask): void {
  if (a.width === b.width && a.height === b.height) return;
  throw new RangeError(`masks of ${a.width} × ${a.height} and ${b.width} × ${b.height} cannot be compared`);
}
