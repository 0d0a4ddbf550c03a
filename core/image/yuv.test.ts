import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { yuvToRgba, type YuvFormat, type YuvImage, type YuvMatrix } from './yuv.ts';

const WEIGHTS: Readonly<Record<YuvMatrix, readonly [number, number]>> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
  bt2020: [0.2627, 0.0593],
};

/** The textbook formula in floating point: the integers must match it within rounding. */
function expected(y: number, u: number, v: number, matrix: YuvMatrix, fullRange: boolean): number[] {
  const [kr, kb] = WEIGHTS[matrix];
  const kg = 1 - kr - kb;
  const luma = fullRange ? y / 255 : (y - 16) / 219;
  const [pb, pr] = [u, v].map((value) => (value - 128) / (fullRange ? 255 : 224)) as [number, number];
  const red = luma + 2 * (1 - kr) * pr;
  const blue = luma + 2 * (1 - kb) * pb;
  const green = (luma - kr * red - kb * blue) / kg;
  return [red, green, blue].map((value) => Math.min(255, Math.max(0, value * 255)));
}

/** Planes with padding at the end of each row, filled by a function of plane and position. */
function planar(
  format: YuvFormat,
  width: number,
  height: number,
  value: (plane: number, x: number, y: number) => number,
): YuvImage {
  const chromaWidth = format === 'I444' ? width : Math.ceil(width / 2);
  const chromaHeight = format === 'I420' || format === 'NV12' ? Math.ceil(height / 2) : height;
  const chroma: [number, number] = [format === 'NV12' ? chromaWidth * 2 : chromaWidth, chromaHeight];
  const sizes = [[width, height] as [number, number], chroma, ...(format === 'NV12' ? [] : [chroma])];
  const bytes: number[] = [9, 9, 9];
  const planes = sizes.map(([planeWidth, planeHeight], plane) => {
    const offset = bytes.length;
    const stride = planeWidth + 5;
    for (let y = 0; y < planeHeight; y++) {
      for (let x = 0; x < stride; x++) {
        if (x >= planeWidth) bytes.push(77);
        else if (format === 'NV12' && plane === 1) bytes.push(value(1 + (x & 1), x >> 1, y));
        else bytes.push(value(plane, x, y));
      }
    }
    return { offset, stride };
  });
  return { format, width, height, data: Uint8Array.from(bytes), planes, matrix: 'bt709', fullRange: false };
}

const byte = fc.integer({ min: 0, max: 255 });

describe('yuvToRgba', () => {
  it('comes within one step of the formulas of BT.601, BT.709 and BT.2020 in both ranges', () => {
    const matrix = fc.constantFrom<YuvMatrix>('bt601', 'bt709', 'bt2020');
    fc.assert(
      fc.property(byte, byte, byte, matrix, fc.boolean(), (y, u, v, matrix, fullRange) => {
        const image = planar('I444', 1, 1, (plane) => [y, u, v][plane] ?? 0);
        const { data } = yuvToRgba({ ...image, matrix, fullRange });
        expected(y, u, v, matrix, fullRange).forEach((value, at) => {
          expect(Math.abs((data[at] ?? -99) - value)).toBeLessThanOrEqual(0.51);
        });
        expect(data[3]).toBe(255);
      }),
    );
  });

  it('gives exact black, white and grey', () => {
    const grey = (y: number, fullRange: boolean) => [
      ...yuvToRgba({ ...planar('I420', 2, 2, (plane) => (plane === 0 ? y : 128)), fullRange }).data.slice(0, 4),
    ];
    expect(grey(16, false)).toEqual([0, 0, 0, 255]);
    expect(grey(235, false)).toEqual([255, 255, 255, 255]);
    expect(grey(0, true)).toEqual([0, 0, 0, 255]);
    expect(grey(255, true)).toEqual([255, 255, 255, 255]);
    expect(grey(100, true)).toEqual([100, 100, 100, 255]);
  });

  it('reads the chroma that covers each pixel, for every layout and for odd sizes', () => {
    const size = fc.integer({ min: 1, max: 7 });
    const format = fc.constantFrom<YuvFormat>('I420', 'I422', 'I444', 'NV12');
    fc.assert(
      fc.property(size, size, format, (width, height, format) => {
        const value = (plane: number, x: number, y: number) => 60 + plane * 20 + x * 9 + y * 5;
        const { data } = yuvToRgba(planar(format, width, height, value));
        const [shiftX, shiftY] = [format === 'I444' ? 0 : 1, format === 'I420' || format === 'NV12' ? 1 : 0];
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const [u, v] = [1, 2].map((plane) => value(plane, x >> shiftX, y >> shiftY)) as [number, number];
            expected(value(0, x, y), u, v, 'bt709', false).forEach((wanted, at) => {
              expect(Math.abs((data[(y * width + x) * 4 + at] ?? -99) - wanted)).toBeLessThanOrEqual(0.51);
            });
          }
        }
      }),
    );
  });
});
