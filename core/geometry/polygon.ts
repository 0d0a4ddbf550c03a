import { imagePoint, type ImageBox, type ImagePoint } from '../schema/brands.ts';
import { boxOfEdges } from './box.ts';

/** A closed line of at least 3 points in frame pixels, without a repeated last point. */
export type Ring = readonly ImagePoint[];

/** An area: its outer ring first, then its holes. */
export type Polygon = readonly Ring[];

/**
 * Square pixels within a ring that does not cross itself: positive where it runs clockwise on the screen (y
 * down), else negative.
 */
export function signedRingArea(ring: Ring): number {
  const [originX, originY] = ring[0] ?? [0, 0];
  let twice = 0;
  ring.forEach(([x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
    twice += (x - originX) * (nextY - originY) - (nextX - originX) * (y - originY);
  });
  return twice / 2;
}

/** Square pixels of a polygon: its outer ring without its holes. */
export function polygonArea(polygon: Polygon): number {
  return polygon.reduce((area, ring, i) => area + (i === 0 ? 1 : -1) * Math.abs(signedRingArea(ring)), 0);
}

/** The smallest box around a ring; null for a ring without points. */
export function ringBox(ring: Ring): ImageBox | null {
  if (ring.length === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return boxOfEdges(left, top, right, bottom);
}

/** Whether a point lies within a ring (even-odd rule); either answer on the line itself. */
export function ringContains(ring: Ring, [x, y]: ImagePoint): boolean {
  let inside = false;
  ring.forEach(([x1, y1], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length] ?? [x1, y1];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}

/** A ring of a library that repeats the first point at the end. */
export function openRing(closed: readonly (readonly number[])[]): Ring {
  return closed.slice(0, -1).map(([x = 0, y = 0]) => imagePoint(x, y));
}
