import { imagePoint, type ImageBox } from '../schema/brands.ts';
import type { MaskRle } from '../schema/mask.ts';
import { maskBox } from './mask-rle.ts';
import { cropMask, pasteMask, resampleMask } from './mask-window.ts';
import type { Polygon } from './polygon.ts';

/** The polygon moved and stretched as `from` is to `to`. `from` has an area. */
export function fitPolygon(polygon: Polygon, from: ImageBox, to: ImageBox): Polygon {
  const along = (value: number, start: number, length: number, newStart: number, newLength: number) =>
    newStart + ((value - start) / length) * newLength;
  return polygon.map((ring) =>
    ring.map(([x, y]) =>
      imagePoint(along(x, from[0], from[2], to[0], to[2]), along(y, from[1], from[3], to[1], to[3])),
    ),
  );
}

/**
 * The mask moved and stretched so that its own box becomes `to`, on whole pixels. Parts outside the frame are
 * cut off; an empty mask stays as it is.
 */
export function fitMask(mask: MaskRle, to: ImageBox): MaskRle {
  const from = maskBox(mask);
  if (!from) return mask;
  const [left, top] = [Math.round(to[0]), Math.round(to[1])];
  // Sizes are rounded on their own: a mask that is only moved must keep its size at every position.
  const [width, height] = [Math.max(1, Math.round(to[2])), Math.max(1, Math.round(to[3]))];
  return pasteMask(resampleMask(cropMask(mask, from), width, height), left, top, mask.width, mask.height);
}

/** Whether a pixel of the mask lies under a point in frame pixels. */
export function maskContains({ width, height, counts }: MaskRle, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= width || y >= height) return false;
  const wanted = Math.floor(y) * width + Math.floor(x);
  let at = 0;
  for (let run = 0; run < counts.length; run++) {
    at += counts[run] ?? 0;
    if (wanted < at) return run % 2 === 1;
  }
  return false;
}
