import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageBox, type ImageBox } from '../../../../core/schema/brands.ts';
import { boxBetween, centreBox, HANDLES, isDrawable, MIN_BOX, moveBox, resizeBox } from './box-edit.ts';

const frame = { width: 640, height: 360 };
const inside = fc
  .tuple(fc.nat(600), fc.nat(320), fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 40 }))
  .map(([x, y, width, height]) => imageBox(x, y, width, height));
const anywhere = fc.integer({ min: -900, max: 900 });

function expectInside([x, y, width, height]: ImageBox): void {
  expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(frame.width + 0.05);
  expect(y + height).toBeLessThanOrEqual(frame.height + 0.05);
}

describe('editing boxes', () => {
  it('draws from any corner to any other, within the frame', () => {
    expect(boxBetween({ x: 30, y: 40 }, { x: 10, y: 20 }, frame)).toEqual([10, 20, 20, 20]);
    expect(boxBetween({ x: -50, y: 350 }, { x: 10, y: 999 }, frame)).toEqual([0, 350, 10, 10]);
  });

  it('moves without changing the size and without leaving the frame', () => {
    fc.assert(
      fc.property(inside, anywhere, anywhere, (box, dx, dy) => {
        const moved = moveBox(box, dx, dy, frame);
        expectInside(moved);
        expect([moved[2], moved[3]]).toEqual([box[2], box[3]]);
      }),
    );
  });

  it('resizes by any handle without turning inside out', () => {
    fc.assert(
      fc.property(inside, fc.constantFrom(...HANDLES), anywhere, anywhere, (box, handle, dx, dy) => {
        const resized = resizeBox(box, handle, dx, dy, frame);
        expectInside(resized);
        expect(Math.min(resized[2], resized[3])).toBeGreaterThanOrEqual(MIN_BOX);
      }),
    );
  });

  it('moves only the edges of the handle', () => {
    const box = imageBox(100, 100, 50, 40);
    expect(resizeBox(box, 'e', 7, 99, frame)).toEqual([100, 100, 57, 40]);
    expect(resizeBox(box, 'nw', -5, 5, frame)).toEqual([95, 105, 55, 35]);
  });

  it('puts a box into the middle for those who do not draw', () => {
    const box = centreBox(frame);
    expect(isDrawable(box)).toBe(true);
    expect(box[0] + box[2] / 2).toBe(320);
    expect(box[1] + box[3] / 2).toBe(180);
  });
});
