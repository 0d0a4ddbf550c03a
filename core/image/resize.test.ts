import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resizeRgba } from './resize.ts';
import type { RgbaImage } from './rgba.ts';

const sizeArb = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }));

function imageOf(width: number, height: number, color: (x: number, y: number) => readonly number[]): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([...color(i % width, Math.floor(i / width)), 255], i * 4);
  return { width, height, data };
}

describe('resizing', () => {
  it('keeps a flat colour at every size', () => {
    fc.assert(
      fc.property(sizeArb, sizeArb, ([width, height], [newWidth, newHeight]) => {
        const resized = resizeRgba(
          imageOf(width, height, () => [17, 130, 251]),
          newWidth,
          newHeight,
        );
        expect([resized.width, resized.height, resized.data.length]).toEqual([
          newWidth,
          newHeight,
          newWidth * newHeight * 4,
        ]);
        for (let i = 0; i < resized.data.length; i += 4)
          expect([...resized.data.subarray(i, i + 4)]).toEqual([17, 130, 251, 255]);
      }),
    );
  });

  it('keeps a ramp a ramp, and its mean', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 60 }), fc.integer({ min: 4, max: 120 }), (width, newWidth) => {
        const ramp = imageOf(width, 3, (x) => [(x * 255) / (width - 1), 0, 0]);
        const { data } = resizeRgba(ramp, newWidth, 2);
        const values = Array.from({ length: newWidth }, (_, x) => data[x * 4] as number);
        values.forEach((value, x) => {
          if (x > 0) expect(value).toBeGreaterThanOrEqual(values[x - 1] as number);
        });
        expect(values.reduce((sum, value) => sum + value, 0) / newWidth).toBeCloseTo(127.5, -0.5);
      }),
    );
  });

  it('averages when it shrinks: a fine chequerboard becomes grey', () => {
    const board = imageOf(64, 64, (x, y) => ((x + y) % 2 === 0 ? [255, 255, 255] : [0, 0, 0]));
    for (const value of resizeRgba(board, 8, 8).data.filter((_, i) => i % 4 === 0))
      expect(Math.abs(value - 127.5)).toBeLessThan(8);
  });

  it('leaves an image of the right size as it is', () => {
    const image = imageOf(5, 4, (x, y) => [x, y, 9]);
    expect(resizeRgba(image, 5, 4)).toBe(image);
  });
});
