import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bitmask } from '../geometry/bitmask.ts';
import { bitmaskBox } from '../geometry/bitmask.ts';
import { boxOfFineMap, cellsOfFineMap, fineMapOfMask, logitsOfFineMap } from './fine-map.ts';
import { labelMapOfMask, type Grid } from './label-map.ts';

/** The encoder's grid over a frame of this size. */
const gridOver = (width: number, height: number): Grid => {
  const scale = 1024 / Math.max(width, height);
  const cells = (side: number) => Math.ceil((side * scale) / 16);
  return { width, height, scale, columns: cells(width), rows: cells(height), cellSize: 16 / scale };
};

const rectangle = (
  width: number,
  height: number,
  [x, y, w, h]: readonly [number, number, number, number],
): Bitmask => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => {
    const [u, v] = [i % width, Math.floor(i / width)];
    return u >= x && u < x + w && v >= y && v < y + h ? 1 : 0;
  }),
});

describe('the fine map of a mask', () => {
  it.each([
    ['a large frame', 512, 288],
    ['a frame smaller than the map', 80, 60],
    ['a tall frame', 90, 160],
  ])('has the box of the mask to a sample, in %s', (_, width, height) => {
    const grid = gridOver(width, height);
    const sample = Math.max(1, grid.cellSize / 4);
    fc.assert(
      fc.property(fc.nat(width - 12), fc.nat(height - 12), fc.integer({ min: 8, max: 12 }), (x, y, side) => {
        const mask = rectangle(width, height, [x, y, side, side]);
        const found = boxOfFineMap(fineMapOfMask(mask, grid), grid, 0.45);
        bitmaskBox(mask)?.forEach((edge, i) => expect(Math.abs(edge - (found?.[i] ?? NaN))).toBeLessThan(2 * sample));
      }),
      { numRuns: 50 },
    );
  });

  it('has the shares of the cells', () => {
    const grid = gridOver(512, 288);
    const mask = rectangle(512, 288, [101, 57, 140, 90]);
    const cells = cellsOfFineMap(fineMapOfMask(mask, grid), grid.columns);
    labelMapOfMask(mask, grid).forEach((share, cell) => expect(cells[cell]).toBeCloseTo(share, 2));
  });

  it('prompts the decoder with logits that are positive inside, and -8 beyond the frame', () => {
    const grid = gridOver(512, 288);
    const logits = logitsOfFineMap(fineMapOfMask(rectangle(512, 288, [0, 0, 512, 288]), grid), grid, 0.45, 16);
    expect(logits[0]).toBeCloseTo(8.8);
    expect(logits[255 * 256]).toBe(-8);
  });

  it('has no box where nothing is', () => {
    const grid = gridOver(100, 60);
    expect(boxOfFineMap(fineMapOfMask(rectangle(100, 60, [0, 0, 0, 0]), grid), grid, 0.45)).toBeNull();
  });
});
