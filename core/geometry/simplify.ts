import simplifyLine from 'simplify-js';
import { imagePoint } from '../schema/brands.ts';
import { signedRingArea, type Polygon, type Ring } from './polygon.ts';

/** Below this tolerance in pixels, a ring that simplification would make vanish is left as it is. */
const LEAST_TOLERANCE = 1 / 64;

/**
 * The ring with fewer points: every point left out lies within `tolerance` pixels of the new line
 * (Ramer-Douglas-Peucker). A ring with an area keeps at least 3 points and an area: where the tolerance would
 * make it vanish, it is halved until it does not. The result does not depend on where the ring begins, unless
 * several points share its left edge's top. It can cross itself where the ring has parts that are closer than
 * the tolerance.
 */
export function simplifyRing(ring: Ring, tolerance: number): Ring {
  if (ring.length <= 3 || !(tolerance > 0)) return ring;
  const closed = closedFromLeftmost(ring);
  for (let within = tolerance; within >= LEAST_TOLERANCE; within /= 2) {
    const line = simplifyLine(closed, within, true);
    const simpler = line.slice(0, -1).map(({ x, y }) => imagePoint(x, y));
    if (simpler.length >= 3 && signedRingArea(simpler) !== 0) return simpler;
  }
  return ring;
}

/** Simplifies all rings of a polygon. */
export const simplifyPolygon = (polygon: Polygon, tolerance: number): Polygon =>
  polygon.map((ring) => simplifyRing(ring, tolerance));

/**
 * The ring as simplify-js takes lines, closed, from the top of its left edge on: a corner that is certainly
 * one of the ring's extremes, as the line's first point is always kept.
 */
function closedFromLeftmost(ring: Ring): { x: number; y: number }[] {
  let start = 0;
  ring.forEach(([x, y], i) => {
    const [leastX, leastY] = ring[start] ?? [x, y];
    if (x < leastX || (x === leastX && y < leastY)) start = i;
  });
  const turned = [...ring.slice(start), ...ring.slice(0, start + 1)];
  return turned.map(([x, y]) => ({ x, y }));
}
