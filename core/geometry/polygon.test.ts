import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagePoint } from '../schema/brands.ts';
import { starRings } from './testing/arbitraries.ts';
import * as polygon from './polygon.ts';

const square = (x: number, y: number, side: number): polygon.Ring =>
  [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ].map(([px = 0, py = 0]) => imagePoint(px, py));

describe('measures of polygons', () => {
  it('know squares and holes', () => {
    expect(polygon.signedRingArea(square(10, 10, 4))).toBe(16);
    expect(polygon.signedRingArea(square(10, 10, 4).toReversed())).toBe(-16);
    expect(polygon.polygonArea([square(0, 0, 4), square(1, 1, 2)])).toBe(12);
    expect(polygon.ringBox(square(3, 4, 2))).toEqual([3, 4, 2, 2]);
    expect(polygon.ringBox([])).toBeNull();
    expect(polygon.ringContains(square(0, 0, 4), imagePoint(2, 2))).toBe(true);
    expect(polygon.ringContains(square(0, 0, 4), imagePoint(5, 2))).toBe(false);
  });

  it('do not depend on place and begin', () => {
    fc.assert(
      fc.property(starRings, fc.nat(50), (ring, turn) => {
        const at = turn % ring.length;
        const turned = [...ring.slice(at), ...ring.slice(0, at)].map(([x, y]) => imagePoint(x + 1000, y - 500));
        expect(polygon.signedRingArea(turned)).toBeCloseTo(polygon.signedRingArea(ring), 6);
      }),
    );
  });
});
