import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marginsOf } from '../geometry/box.ts';
import { imageBox, type ImageBox } from '../schema/brands.ts';
import { bodyBox, boxBetweenLabels, boxBeyondLabel, userMargins } from './user-margins.ts';

const grid = { width: 256, height: 144, scale: 4, columns: 64, rows: 36, cellSize: 4 };
const boxArb = fc
  .tuple(
    fc.integer({ min: 0, max: 90 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 8, max: 90 }),
    fc.integer({ min: 8, max: 60 }),
  )
  .map(([x, y, width, height]) => imageBox(x, y, width, height));

const unit = fc.double({ min: 0, max: 1, noNaN: true });

function mapOf(boxes: readonly ImageBox[]): Float32Array {
  const map = new Float32Array(grid.columns * grid.rows);
  for (const [x, y, width, height] of boxes)
    for (let v = y; v < y + height; v++) for (let u = x; u < x + width; u++) map[v * grid.columns + u] = 1;
  return map;
}

/** The distance of each side of a box from the mask's box, as shares of the mask's box. */
const offMask = (box: ImageBox, mask: ImageBox): number[] => {
  const { left, top, right, bottom } = marginsOf(box, mask);
  return [left, top, right, bottom];
};

describe('the margins of the user', () => {
  it('give the user back their box between two equal labels, where the same is found again', () => {
    fc.assert(
      fc.property(boxArb, boxArb, fc.option(boxArb, { nil: null }), unit, (user, mask, body, share) => {
        const margins = userMargins(user, 1, mask, body);
        const again = boxBetweenLabels(mask, body, margins, margins, share);
        user.forEach((value, i) => expect(again[i]).toBeCloseTo(value, 6));
      }),
    );
  });

  it('move and grow with the object between two labels, from what one says to what the other says', () => {
    const near = userMargins(imageBox(8, 6, 24, 26), 1, imageBox(10, 10, 20, 20), null);
    const far = userMargins(imageBox(10, 10, 20, 20), 1, imageBox(10, 10, 20, 20), null);
    const mask = imageBox(110, 50, 40, 40);
    const expectBox = (share: number, expected: readonly number[]) =>
      boxBetweenLabels(mask, null, near, far, share).forEach((value, i) =>
        expect(value).toBeCloseTo(expected[i] ?? NaN, 9),
      );
    expectBox(0, [106, 42, 48, 52]);
    expectBox(0.5, [108, 46, 44, 46]);
    expectBox(1, mask);
  });

  it('stand off the body between two labels on a side whose long part is missing', () => {
    const body = imageBox(20, 40, 40, 40);
    const whole = imageBox(20, 40, 140, 40);
    const margins = userMargins(whole, 1, whole, body);
    expect(boxBetweenLabels(body, body, margins, margins, 0.3)).toEqual(whole);
    expect(boxBetweenLabels(whole, body, margins, margins, 0.3)).toEqual(whole);
  });

  it('are carried beyond a label outwards only, by a twentieth of the mask a side at most', () => {
    fc.assert(
      fc.property(boxArb, unit, boxArb, boxArb, (user, fill, again, found) => {
        const box = boxBeyondLabel(found, userMargins(user, fill, again, null), false);
        for (const margin of offMask(box, found)) {
          expect(margin).toBeGreaterThan(-1e-9);
          expect(margin).toBeLessThan(0.05 + 1e-9);
        }
      }),
    );
  });

  it('are carried beyond a label where the mask fills the box, and not at all where it does not', () => {
    const found = imageBox(100, 50, 40, 40);
    const mask = imageBox(10, 10, 20, 20);
    const filled = userMargins(imageBox(9, 10, 21, 20), 0.95, mask, null);
    expect(offMask(boxBeyondLabel(found, filled, false), found)).toEqual([0.05, 0, 0, 0]);
    // Only the head of the object in the user's box: a third of it is missing on the left.
    const head = userMargins(imageBox(0, 10, 30, 20), 0.66, mask, null);
    expect(boxBeyondLabel(found, head, false)).toEqual(found);
  });

  it('are kept whole beyond a label where the user chose that, whatever the mask fills, and never inwards', () => {
    fc.assert(
      fc.property(boxArb, unit, boxArb, boxArb, (user, fill, again, found) => {
        const box = boxBeyondLabel(found, userMargins(user, fill, again, null), true);
        const drawn = offMask(user, again);
        offMask(box, found).forEach((margin, side) => expect(margin).toBeCloseTo(Math.max(0, drawn[side] ?? NaN), 6));
      }),
    );
  });

  it('find the body behind its thin parts', () => {
    const map = mapOf([imageBox(10, 10, 8, 8), imageBox(18, 12, 20, 2)]);
    expect(bodyBox(map, grid)).toEqual([40, 40, 32, 32]);
    expect(bodyBox(mapOf([imageBox(10, 10, 30, 2)]), grid)).toBeNull();
  });
});
