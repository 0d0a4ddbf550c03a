import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageBox, type ImageBox } from '../schema/brands.ts';
import { applyUserMargins, bodyBox, userMargins } from './user-margins.ts';

const grid = { width: 256, height: 144, scale: 4, columns: 64, rows: 36, cellSize: 4 };
const boxArb = fc
  .tuple(
    fc.integer({ min: 0, max: 90 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 8, max: 90 }),
    fc.integer({ min: 8, max: 60 }),
  )
  .map(([x, y, width, height]) => imageBox(x, y, width, height));

function mapOf(boxes: readonly ImageBox[]): Float32Array {
  const map = new Float32Array(grid.columns * grid.rows);
  for (const [x, y, width, height] of boxes)
    for (let v = y; v < y + height; v++) for (let u = x; u < x + width; u++) map[v * grid.columns + u] = 1;
  return map;
}

describe('the margins of the user', () => {
  it('give the user back their box where the same is found again', () => {
    fc.assert(
      fc.property(boxArb, boxArb, fc.option(boxArb, { nil: null }), (user, mask, body) => {
        const again = applyUserMargins(mask, body, userMargins(user, mask, body));
        user.forEach((value, i) => expect(again[i]).toBeCloseTo(value, 6));
      }),
    );
  });

  it('move and grow with the object', () => {
    const margins = userMargins(imageBox(8, 6, 24, 26), imageBox(10, 10, 20, 20), null);
    const box = applyUserMargins(imageBox(110, 50, 40, 40), null, margins);
    [106, 42, 48, 52].forEach((value, i) => expect(box[i]).toBeCloseTo(value, 9));
  });

  it('stand off the body on a side whose long part is missing', () => {
    const body = imageBox(20, 40, 40, 40);
    const whole = imageBox(20, 40, 140, 40);
    const margins = userMargins(whole, whole, body);
    expect(applyUserMargins(body, body, margins)).toEqual(whole);
    expect(applyUserMargins(whole, body, margins)).toEqual(whole);
  });

  it('find the body behind its thin parts', () => {
    const map = mapOf([imageBox(10, 10, 8, 8), imageBox(18, 12, 20, 2)]);
    expect(bodyBox(map, grid)).toEqual([40, 40, 32, 32]);
    expect(bodyBox(mapOf([imageBox(10, 10, 30, 2)]), grid)).toBeNull();
  });
});
