import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagePoint } from '../schema/brands.ts';
import { starRings } from './testing/arbitraries.ts';
import { bitmaskArea, type Bitmask } from './bitmask.ts';
import { rasterizePolygons } from './contour.ts';
import * as polygon from './polygon.ts';

const square = (x: number, y: number, side: number): polygon.Ring =>
  [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ].map(([px = 0, py = 0]) => imagePoint(px, py));

const areaOf = (polygons: readonly polygon.Polygon[]): number =>
  polygons.reduce((sum, each) => sum + polygon.polygonArea(each), 0);

const raster = (polygons: readonly polygon.Polygon[]): Bitmask => rasterizePolygons(polygons, 64, 64);

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

describe('polygons together', () => {
  it('make holes, parts and nothing', () => {
    const [large, small] = [[square(0, 0, 6)], [square(2, 2, 2)]];
    const ring = polygon.polygonDifference([large], [small]);
    expect(ring.map((each) => each.length)).toEqual([2]);
    expect(areaOf(ring)).toBe(32);
    expect(polygon.polygonIntersection([large], [small]).map(polygon.polygonArea)).toEqual([4]);
    expect(polygon.polygonUnion([small], [[square(10, 10, 1)]]).length).toBe(2);
    expect(polygon.polygonDifference([small], [large])).toEqual([]);
    expect(polygon.polygonIntersection([small], [])).toEqual([]);
    expect(polygon.polygonDifference([], [small])).toEqual([]);
    expect(areaOf(polygon.polygonUnion([small], []))).toBe(4);
    for (const each of polygon.polygonUnion([small], [])) expect(each[0]?.length).toBe(4);
  });

  it('have areas that add up, and the pixels of both', () => {
    fc.assert(
      fc.property(starRings, starRings, (ringA, ringB) => {
        const [a, b] = [[[ringA]], [[ringB]]];
        const union = polygon.polygonUnion(a, b);
        const common = polygon.polygonIntersection(a, b);
        const onlyA = polygon.polygonDifference(a, b);
        expect(areaOf(union) + areaOf(common)).toBeCloseTo(areaOf(a) + areaOf(b), 4);
        expect(areaOf(onlyA) + areaOf(common)).toBeCloseTo(areaOf(a), 4);
        const [inA, inB, inUnion, inCommon] = [raster(a), raster(b), raster(union), raster(common)];
        // A pixel centre may lie within rounding of a line.
        const wrong = inA.data.filter((value, i) => {
          const other = inB.data[i] ?? 0;
          return inUnion.data[i] !== (value | other) || inCommon.data[i] !== (value & other);
        });
        expect(wrong.length).toBeLessThanOrEqual(1);
        expect(bitmaskArea(inUnion)).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });

  it('say so where an outline is no outline', () => {
    const broken = [[[imagePoint(NaN, 0), imagePoint(1, 0), imagePoint(1, 1)]]];
    expect(() => polygon.polygonUnion(broken, [])).toThrow(expect.objectContaining({ code: 'internal' }));
  });
});
