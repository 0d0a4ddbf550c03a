import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagePoint } from '../schema/brands.ts';
import { bitmasks, drawn, maskWhere, rowsOf, starRings } from './testing/arbitraries.ts';
import { bitmaskArea, bitmaskBox } from './bitmask.ts';
import { fillHoles, findComponents } from './components.ts';
import { maskPolygons, rasterizePolygons } from './contour.ts';
import { encodeMask } from './mask-rle.ts';
import { polygonArea, ringBox, ringContains, type Polygon } from './polygon.ts';

const points = (...pairs: [number, number][]) => pairs.map(([x, y]) => imagePoint(x, y));

describe('maskPolygons', () => {
  it('outlines each piece with its holes, corners only', () => {
    const [[outline = []] = []] = maskPolygons(encodeMask(drawn('....', '.##.', '....')));
    const corners = points([3, 1.5], [2.5, 1], [1.5, 1], [1, 1.5], [1.5, 2], [2.5, 2]);
    expect(new Set(outline.map(String))).toEqual(new Set(corners.map(String)));
    expect(outline.length).toBe(6);
    expect(maskPolygons(encodeMask(drawn('..')))).toEqual([]);
    const ring = maskPolygons(encodeMask(drawn('###', '#.#', '###')));
    expect(ring.map((polygon) => polygon.length)).toEqual([2]);
  });

  it('gives the hole of an island in a hole to the island', () => {
    const nested = maskWhere(15, 15, (x, y) => Math.max(Math.abs(x - 7), Math.abs(y - 7)) % 2 === 1);
    const polygons = maskPolygons(encodeMask(nested));
    expect(polygons.map((polygon) => polygon.length)).toEqual([2, 2, 2, 2]);
    for (const [outer, hole] of polygons) {
      const [outerWidth, holeWidth] = [ringBox(outer ?? [])?.[2] ?? 0, ringBox(hole ?? [])?.[2] ?? 0];
      expect(outerWidth - holeWidth).toBe(2);
    }
  });

  it('comes back as exactly the same mask', () => {
    fc.assert(
      fc.property(bitmasks, (mask) => {
        const polygons = maskPolygons(encodeMask(mask));
        expect(rowsOf(rasterizePolygons(polygons, mask.width, mask.height))).toEqual(rowsOf(mask));
      }),
    );
  });

  it('is one polygon for each 4-connected piece, with the holes that fillHoles fills, within the mask box', () => {
    fc.assert(
      fc.property(bitmasks, (mask) => {
        const polygons = maskPolygons(encodeMask(mask));
        expect(polygons.length).toBe(findComponents(mask).areas.length);
        for (const polygon of maskPolygons(encodeMask(fillHoles(mask)))) expect(polygon.length).toBe(1);
        const corners = polygons.flat(2);
        if (corners.length > 0) expect(ringBox(corners)).toEqual(bitmaskBox(mask));
        for (const ring of polygons.flat()) expect(ring.length).toBeGreaterThanOrEqual(4);
        const area = polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0);
        // Each corner is cut or filled by 1/8 pixel, and a ring turns four times more often one way than the other.
        const rings = polygons.reduce((sum, polygon) => sum + 1 - (polygon.length - 1), 0);
        expect(area).toBeCloseTo(bitmaskArea(mask) - rings / 2, 6);
      }),
    );
  });
});

describe('rasterizePolygons', () => {
  it('takes the pixels whose centre is inside, and leaves holes empty', () => {
    const outer = points([0, 0], [4, 0], [4, 3], [0, 3]);
    const hole = points([1, 1], [3, 1], [3, 2], [1, 2]);
    expect(rowsOf(rasterizePolygons([[outer, hole]], 5, 3))).toEqual(['####.', '#..#.', '####.']);
    expect(rowsOf(rasterizePolygons([[outer, hole], [hole]], 5, 3))).toEqual(['####.', '####.', '####.']);
    expect(rowsOf(rasterizePolygons([[points([0.5, 0.5], [2.5, 0.5], [2.5, 2.5], [0.5, 2.5])]], 3, 3))).toEqual([
      '##.',
      '##.',
      '...',
    ]);
  });

  it('cuts off what is outside the frame', () => {
    const large = points([-9, -9], [99, -9], [99, 99], [-9, 99]);
    expect(rowsOf(rasterizePolygons([[large]], 3, 2))).toEqual(['###', '###']);
    expect(rowsOf(rasterizePolygons([[points([5, 5], [9, 5], [9, 9])]], 3, 2))).toEqual(['...', '...']);
  });

  it('agrees with the test of single points', () => {
    fc.assert(
      fc.property(starRings, starRings, (a, b) => {
        const polygons: Polygon[] = [[a, b], [b.map(([x, y]) => imagePoint(x / 2, y / 2))]];
        const slow = maskWhere(60, 60, (x, y) =>
          polygons.some((polygon) => {
            const around = polygon.filter((ring) => ringContains(ring, imagePoint(x + 0.5, y + 0.5)));
            return around.length % 2 === 1;
          }),
        );
        expect(rowsOf(rasterizePolygons(polygons, 60, 60))).toEqual(rowsOf(slow));
      }),
      { numRuns: 30 },
    );
  });
});
