import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageBox, type ImageBox } from '../schema/brands.ts';
import { boxes } from './testing/arbitraries.ts';
import * as box from './box.ts';

const expectBox = (actual: ImageBox | null, expected: ImageBox) => {
  expect(actual).not.toBeNull();
  expected.forEach((value, i) => expect(actual?.[i]).toBeCloseTo(value, 6));
};

describe('boxes', () => {
  it('measures known boxes', () => {
    const a = imageBox(0, 0, 4, 2);
    const b = imageBox(2, 1, 4, 2);
    expect(box.boxArea(a)).toBe(8);
    expect(box.boxCentre(b)).toEqual([4, 2]);
    expect(box.boxIntersection(a, b)).toEqual([2, 1, 2, 1]);
    expect(box.boxIou(a, b)).toBeCloseTo(2 / 14);
    expect(box.boxOfEdges(1, 2, 4, 8)).toEqual([1, 2, 3, 6]);
    expect(box.mixBoxes(a, b, 0.5)).toEqual([1, 0.5, 4, 2]);
  });

  it('has no intersection where boxes only touch', () => {
    expect(box.boxIntersection(imageBox(0, 0, 2, 2), imageBox(2, 0, 2, 2))).toBeNull();
    expect(box.boxIou(imageBox(0, 0, 0, 0), imageBox(0, 0, 0, 0))).toBe(0);
  });

  it('has a symmetric IoU within 0..1 that is 1 for the box itself', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        const iou = box.boxIou(a, b);
        expect(iou).toBe(box.boxIou(b, a));
        expect(iou).toBeGreaterThanOrEqual(0);
        expect(iou).toBeLessThanOrEqual(1 + 1e-12);
        expect(box.boxIou(a, a)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('has a gap where it lies apart, in sizes of the other box', () => {
    const other = imageBox(10, 10, 10, 20);
    expect(box.boxGap(imageBox(25, 12, 4, 4), other)).toBe(0.5);
    expect(box.boxGap(imageBox(0, 40, 5, 5), other)).toBe(0.5);
    expect(box.boxGap(imageBox(20, 10, 5, 5), other)).toBe(0);
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        if (box.boxIntersection(a, b)) expect(box.boxGap(a, b)).toBe(0);
        expect(box.boxGap(a, b)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('has an intersection that lies in both boxes', () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        const common = box.boxIntersection(a, b);
        if (!common) return;
        expectBox(box.boxIntersection(common, a), common);
        expectBox(box.boxIntersection(common, b), common);
      }),
    );
  });

  it('clips into the frame, and leaves a box alone that is within it', () => {
    fc.assert(
      fc.property(boxes, (each) => {
        const clipped = box.clipBox(each, 100, 80);
        const meets = each[0] < 100 && each[1] < 80 && each[0] + each[2] > 0 && each[1] + each[3] > 0;
        expect(clipped !== null).toBe(meets);
        if (!clipped) return;
        expect(clipped[0]).toBeGreaterThanOrEqual(0);
        expect(clipped[1]).toBeGreaterThanOrEqual(0);
        expect(clipped[0] + clipped[2]).toBeLessThanOrEqual(100 + 1e-9);
        expect(clipped[1] + clipped[3]).toBeLessThanOrEqual(80 + 1e-9);
        expectBox(box.clipBox(clipped, 100, 80), clipped);
      }),
    );
  });

  it('grows around the same centre by a share of each side', () => {
    fc.assert(
      fc.property(boxes, fc.double({ min: 0, max: 2, noNaN: true }), (each, share) => {
        const grown = box.growBox(each, share);
        expect(grown[2]).toBeCloseTo(each[2] * (1 + 2 * share), 6);
        expect(box.boxCentre(grown)[0]).toBeCloseTo(box.boxCentre(each)[0], 6);
        expect(box.boxCentre(grown)[1]).toBeCloseTo(box.boxCentre(each)[1], 6);
      }),
    );
  });
});

describe('margins', () => {
  it('are shares of the inner box', () => {
    expect(box.marginsOf(imageBox(8, 20, 14, 30), imageBox(10, 20, 10, 20))).toEqual({
      left: 0.2,
      top: 0,
      right: 0.2,
      bottom: 0.5,
    });
  });

  it('are limited outwards, and gone where they point inwards', () => {
    const margins = { left: 0.3, top: -0.2, right: 0.04, bottom: 0 };
    expect(box.limitMargins(margins, 0.05)).toEqual({ left: 0.05, top: 0, right: 0.04, bottom: 0 });
  });

  it('give the outer box again, and scale with the inner one', () => {
    fc.assert(
      fc.property(boxes, boxes, fc.double({ min: 0.1, max: 9, noNaN: true }), (outer, inner, factor) => {
        const margins = box.marginsOf(outer, inner);
        expectBox(box.applyMargins(inner, margins), outer);
        const scaled = (each: ImageBox) =>
          imageBox(each[0] * factor, each[1] * factor, each[2] * factor, each[3] * factor);
        expectBox(box.applyMargins(scaled(inner), margins), scaled(outer));
      }),
    );
  });
});

describe('the box of a label, cut by the frame', () => {
  it.each([
    [
      [-5, -5, 10, 10],
      [0, 0, 5, 5],
    ],
    [
      [95, 95, 10, 10],
      [95, 95, 5, 5],
    ],
    [
      [-1, -1, 500, 500],
      [0, 0, 100, 100],
    ],
    [[99.5, 0, 10, 10], null],
    [[100, 0, 10, 10], null],
    [[0, -20, 10, 10], null],
    [[10, 10, 0.5, 10], null],
    [[Number.NaN, 10, 5, 10], null],
  ])('%j keeps %j', ([x = 0, y = 0, width = 0, height = 0], kept) => {
    expect(box.clipLabelBox(imageBox(x, y, width, height), 100, 100)).toEqual(kept);
  });
});
