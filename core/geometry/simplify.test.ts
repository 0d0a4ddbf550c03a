import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imagePoint, type ImagePoint } from '../schema/brands.ts';
import { maskWhere, starRings } from './testing/arbitraries.ts';
import { maskPolygons, rasterizePolygons } from './contour.ts';
import { encodeMask, maskIou } from './mask-rle.ts';
import { signedRingArea, type Ring } from './polygon.ts';
import { simplifyPolygon, simplifyRing } from './simplify.ts';

/** Pixels from a point to the nearest place on a ring. */
function distanceTo(ring: Ring, [x, y]: ImagePoint): number {
  return Math.min(
    ...ring.map(([x1, y1], i) => {
      const [x2, y2] = ring[(i + 1) % ring.length] ?? [x1, y1];
      const square = (x2 - x1) ** 2 + (y2 - y1) ** 2;
      const along = square === 0 ? 0 : ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / square;
      const share = Math.max(0, Math.min(1, along));
      return Math.hypot(x - x1 - share * (x2 - x1), y - y1 - share * (y2 - y1));
    }),
  );
}

const tolerances = fc.double({ min: 0, max: 60, noNaN: true });

describe('simplifyRing', () => {
  it('keeps some of the points, and all of them within the tolerance', () => {
    fc.assert(
      fc.property(starRings, tolerances, (ring, tolerance) => {
        const simpler = simplifyRing(ring, tolerance);
        for (const point of simpler) expect(ring).toContainEqual(point);
        for (const point of ring) expect(distanceTo(simpler, point)).toBeLessThanOrEqual(tolerance + 1e-9);
      }),
    );
  });

  it('never vanishes', () => {
    const sliver = [0, 25, 50, 75, 100].map((x) => imagePoint(x, 0)).concat([imagePoint(100, 0.5), imagePoint(0, 0.5)]);
    expect(Math.abs(signedRingArea(simplifyRing(sliver, 40)))).toBeGreaterThan(0);
    fc.assert(
      fc.property(starRings, tolerances, (ring, tolerance) => {
        const simpler = simplifyRing(ring, tolerance);
        expect(simpler.length).toBeGreaterThanOrEqual(3);
        expect(Math.abs(signedRingArea(simpler))).toBeGreaterThan(0);
      }),
    );
  });

  it('does not depend on where the ring begins', () => {
    fc.assert(
      fc.property(starRings, fc.nat(50), tolerances, (ring, turn, tolerance) => {
        fc.pre(ring.length > 3);
        const at = turn % ring.length;
        const turned = [...ring.slice(at), ...ring.slice(0, at)];
        expect(new Set(simplifyRing(turned, tolerance))).toEqual(new Set(simplifyRing(ring, tolerance)));
      }),
    );
  });

  it('keeps the shape of a mask at a tolerance of one pixel with few points', () => {
    const disc = encodeMask(
      maskWhere(90, 70, (x, y) => {
        const distance = Math.hypot(x - 45, y - 35);
        return distance < 30 && distance > 10;
      }),
    );
    const outlines = maskPolygons(disc);
    const simpler = outlines.map((polygon) => simplifyPolygon(polygon, 1));
    expect(simpler.flat(2).length).toBeLessThan(outlines.flat(2).length / 3);
    expect(maskIou(encodeMask(rasterizePolygons(simpler, 90, 70)), disc)).toBeGreaterThan(0.95);
  });
});
