import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagePoint, type ImagePoint } from '../schema/brands.ts';
import { brushPoint, strokeMask } from './brush.ts';
import { decodeMask, maskArea, maskUnion, masksEqual } from './mask-rle.ts';

const WIDTH = 40;
const HEIGHT = 30;
const point = fc
  .tuple(fc.double({ min: -8, max: WIDTH + 8, noNaN: true }), fc.double({ min: -8, max: HEIGHT + 8, noNaN: true }))
  .map(([x, y]) => imagePoint(x, y));
const radius = fc.double({ min: 0.5, max: 12, noNaN: true });

/** Pixels between a centre and the nearest point of the line from a to b. */
function distance([x, y]: ImagePoint, a: ImagePoint, b: ImagePoint): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx ** 2 + dy ** 2;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / square));
  return Math.hypot(x - a[0] - share * dx, y - a[1] - share * dy);
}

describe('a brush stroke as a mask', () => {
  it('has the pixels whose centre is within the brush of the path, and no others', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 4 }), radius, (path, r) => {
        const { data } = decodeMask(strokeMask(path, r, WIDTH, HEIGHT));
        data.forEach((value, at) => {
          const centre = imagePoint((at % WIDTH) + 0.5, Math.floor(at / WIDTH) + 0.5);
          const nearest = Math.min(...path.map((to, i) => distance(centre, path[i - 1] ?? to, to)));
          // On the edge itself either answer is right.
          if (Math.abs(nearest - r) > 1e-6) expect(value, `${centre.join()} at ${nearest}`).toBe(nearest < r ? 1 : 0);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is the sum of its parts', () => {
    fc.assert(
      fc.property(point, point, point, radius, (a, b, c, r) => {
        const whole = strokeMask([a, b, c], r, WIDTH, HEIGHT);
        const parts = maskUnion(strokeMask([a, b], r, WIDTH, HEIGHT), strokeMask([b, c], r, WIDTH, HEIGHT));
        expect(masksEqual(whole, parts)).toBe(true);
      }),
    );
  });

  it('covers what its size says: one pixel, squares of four and of nine', () => {
    const dot = (x: number, y: number, size: number) =>
      maskArea(strokeMask([brushPoint(imagePoint(x, y), size)], size / 2, WIDTH, HEIGHT));
    expect(dot(7.9, 3.1, 1)).toBe(1);
    expect(dot(7.9, 3.1, 2)).toBe(4);
    expect(dot(7.9, 3.1, 3)).toBe(9);
  });

  it('is empty outside the frame', () => {
    expect(maskArea(strokeMask([imagePoint(-20, 5), imagePoint(-20, 9)], 4, WIDTH, HEIGHT))).toBe(0);
  });
});
