import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbaImage } from './rgba.ts';
import { flipRgba, rotateRgba } from './rotate.ts';

/** Pixels as numbers, row by row. */
const rows = ({ width, height, data }: RgbaImage) =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => data[(y * width + x) * 4]));

const image = (width: number, height: number): RgbaImage => ({
  width,
  height,
  data: Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) => (at % 4 === 3 ? 255 : (at >> 2) + 1)),
});

describe('rotateRgba', () => {
  it('turns clockwise', () => {
    expect(rows(image(3, 2))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(rows(rotateRgba(image(3, 2), 90))).toEqual([
      [4, 1],
      [5, 2],
      [6, 3],
    ]);
    expect(rows(rotateRgba(image(3, 2), 180))).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ]);
    expect(rows(rotateRgba(image(3, 2), 270))).toEqual([
      [3, 6],
      [2, 5],
      [1, 4],
    ]);
  });

  it('four quarters are a whole turn, for pixels at any place in memory', () => {
    const size = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 0, max: 3 }), (width, height, shift) => {
        const plain = image(width, height);
        const data = new Uint8ClampedArray(plain.data.length + shift).subarray(shift);
        data.set(plain.data);
        let turned: RgbaImage = { width, height, data };
        for (let quarter = 0; quarter < 4; quarter++) turned = rotateRgba(turned, 90);
        expect(turned).toEqual(plain);
        expect(rotateRgba(rotateRgba(plain, 90), 90)).toEqual(rotateRgba(plain, 180));
        expect(rotateRgba(rotateRgba(plain, 180), 90)).toEqual(rotateRgba(plain, 270));
      }),
    );
  });
});

describe('flipRgba', () => {
  it('mirrors left to right', () => {
    expect(rows(flipRgba(image(3, 2)))).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ]);
  });
});
