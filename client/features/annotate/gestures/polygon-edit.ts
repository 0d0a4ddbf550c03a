import type { Polygon, Ring } from '../../../../core/geometry/polygon.ts';
import { imagePoint, type ImagePoint } from '../../../../core/schema/brands.ts';
import type { Point, Size } from '../../../video/view.ts';

/** One corner of a polygon: of its outer ring (0) or of a hole. */
export interface VertexAt {
  readonly ring: number;
  readonly vertex: number;
}

/** Least number of points of a ring. */
export const MIN_POINTS = 3;

/** A point of a polygon: within the frame, rounded to tenths of a pixel as boxes are. */
export function polygonPoint({ x, y }: Point, frame: Size): ImagePoint {
  const place = (value: number, room: number) => Math.round(Math.min(Math.max(value, 0), room) * 10) / 10;
  return imagePoint(place(x, frame.width), place(y, frame.height));
}

/** The polygon with one corner moved. */
export function moveVertex(polygon: Polygon, { ring, vertex }: VertexAt, to: ImagePoint): Polygon {
  return withRing(polygon, ring, (points) => points.map((point, at) => (at === vertex ? to : point)));
}

/** The polygon with a new corner after another one. */
export function insertVertex(polygon: Polygon, { ring, vertex }: VertexAt, point: ImagePoint): Polygon {
  return withRing(polygon, ring, (points) => [...points.slice(0, vertex + 1), point, ...points.slice(vertex + 1)]);
}

/**
 * The polygon without a corner. A hole with fewer than three corners is dropped; the outer ring keeps its
 * last three.
 */
export function removeVertex(polygon: Polygon, { ring, vertex }: VertexAt): Polygon {
  if ((polygon[ring]?.length ?? 0) > MIN_POINTS)
    return withRing(polygon, ring, (points) => points.filter((_, at) => at !== vertex));
  return ring === 0 ? polygon : polygon.filter((_, at) => at !== ring);
}

/** The middle of the edge after a corner. */
export function edgeMiddle(points: Ring, vertex: number): ImagePoint {
  const [x1, y1] = points[vertex] ?? [0, 0];
  const [x2, y2] = points[(vertex + 1) % points.length] ?? [x1, y1];
  return imagePoint((x1 + x2) / 2, (y1 + y2) / 2);
}

/** The polygon as the `d` of an SVG path. */
export function polygonPath(polygon: Polygon, scale: number): string {
  return polygon
    .map((ring) => `M${ring.map(([x, y]) => `${(x * scale).toFixed(2)} ${(y * scale).toFixed(2)}`).join('L')}Z`)
    .join('');
}

const withRing = (polygon: Polygon, ring: number, change: (points: Ring) => Ring): Polygon =>
  polygon.map((points, at) => (at === ring ? change(points) : points));
