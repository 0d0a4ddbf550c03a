import { describe, expect, it } from 'vitest';
import { imageBox, imagePoint } from '../schema/brands.ts';
import { strokeMask } from './brush.ts';
import { fitMask, fitPolygon, maskContains } from './fit-shape.ts';
import { decodeMask, maskArea, maskBox } from './mask-rle.ts';

const dot = strokeMask([imagePoint(12, 10)], 4, 60, 40);

describe('moving and stretching what was drawn', () => {
  it('moves a mask by whole pixels without changing it', () => {
    const moved = fitMask(dot, imageBox(28.4, 16, 8, 8));
    expect(maskBox(moved)).toEqual([28, 16, 8, 8]);
    expect(maskArea(moved)).toBe(maskArea(dot));
  });

  it('stretches a mask into its new box', () => {
    const wide = fitMask(dot, imageBox(10, 5, 24, 16));
    expect(maskBox(wide)).toEqual([10, 5, 24, 16]);
    expect(maskArea(wide)).toBeCloseTo(maskArea(dot) * 6, -1);
  });

  it('cuts off what leaves the frame', () => {
    expect(maskArea(fitMask(dot, imageBox(56, 6, 8, 8)))).toBe(maskArea(dot) / 2);
  });

  it('carries the points of a polygon along, holes too', () => {
    const polygon = [[imagePoint(0, 0), imagePoint(10, 0), imagePoint(10, 20)], [imagePoint(5, 5)]];
    expect(fitPolygon(polygon, imageBox(0, 0, 10, 20), imageBox(100, 50, 20, 20))).toEqual([
      [
        [100, 50],
        [120, 50],
        [120, 70],
      ],
      [[110, 55]],
    ]);
  });

  it('knows the pixel under a point', () => {
    const { data } = decodeMask(dot);
    for (let y = 0; y < 40; y++)
      for (let x = 0; x < 60; x++) expect(maskContains(dot, x + 0.7, y + 0.2)).toBe(data[y * 60 + x] === 1);
    expect(maskContains(dot, -1, 10)).toBe(false);
    expect(maskContains(dot, 12, 40)).toBe(false);
  });
});
