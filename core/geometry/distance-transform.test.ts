import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signedDistances } from './distance-transform.ts';
import { bitmasks, drawn } from './testing/arbitraries.ts';

it('counts from the edge of the mask to centres of pixels, and the edge of the frame is one', () => {
  expect([...signedDistances(drawn('..##.')).data]).toEqual([-1.5, -0.5, 0.5, 0.5, -0.5]);
  expect([...signedDistances(drawn('###', '###', '###')).data]).toEqual([0.5, 0.5, 0.5, 0.5, 1.5, 0.5, 0.5, 0.5, 0.5]);
});

it('is what a search of all pixels finds, for every mask', () => {
  fc.assert(
    fc.property(bitmasks, (mask) => {
      const { width, height, data } = mask;
      fc.pre(data.includes(1));
      const valueAt = (x: number, y: number) =>
        x < 0 || y < 0 || x >= width || y >= height ? 0 : (data[y * width + x] ?? 0);
      const found = signedDistances(mask).data;
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const here = valueAt(x, y);
          let nearest = Infinity;
          for (let v = -1; v <= height; v++)
            for (let u = -1; u <= width; u++)
              if (valueAt(u, v) !== here) nearest = Math.min(nearest, Math.hypot(u - x, v - y));
          expect(found[y * width + x]).toBeCloseTo(here ? nearest - 0.5 : 0.5 - nearest, 5);
        }
    }),
    { numRuns: 60 },
  );
});
