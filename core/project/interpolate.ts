import { imageBox, imagePoint, type ImageBox } from '../schema/brands.ts';
import type { FrameRange, Shape, Track, VideoMetadata } from '../schema/project.ts';
import { encodeMask, maskBox } from '../geometry/mask-rle.ts';
import { rasterizePolygons } from '../geometry/contour.ts';

/**
 * The shapes strictly between two labels of the user, on every frame: boxes move in a straight line, and so
 * do polygons that have the same rings with the same numbers of points. Other masks are not interpolated:
 * between them there are boxes only. The confidence is the lower one of the two.
 *
 * @returns entries of `Track.shapes`
 */
export function interpolatedShapes(
  track: Track,
  { from, to }: FrameRange,
  { width, height }: Pick<VideoMetadata, 'width' | 'height'>,
): [string, Shape][] {
  const [start, end] = [track.shapes[String(from)], track.shapes[String(to)]];
  if (!start || !end) return [];
  const shapes: [string, Shape][] = [];
  for (let rank = from + 1; rank < to; rank += 1) {
    const share = (rank - from) / (to - from);
    const base = { source: 'interpolated', confidence: 1, outside: false } as const;
    const occluded = start.occluded && end.occluded;
    const polygon = mixedPolygon(start, end, share);
    const mask = polygon && encodeMask(rasterizePolygons([polygon], width, height));
    const box = (mask && maskBox(mask)) ?? mixedBox(start.box, end.box, share);
    shapes.push([
      String(rank),
      { ...base, box, occluded, ...(mask && polygon ? { mask, maskSource: 'user', polygon } : {}) },
    ]);
  }
  return shapes;
}

function mixedBox(a: ImageBox, b: ImageBox, share: number): ImageBox {
  const at = (side: 0 | 1 | 2 | 3) => a[side] + (b[side] - a[side]) * share;
  return imageBox(at(0), at(1), at(2), at(3));
}

function mixedPolygon(start: Shape, end: Shape, share: number): NonNullable<Shape['polygon']> | null {
  const [a, b] = [start.polygon, end.polygon];
  if (!a || !b || a.length !== b.length || a.some((ring, at) => ring.length !== b[at]?.length)) return null;
  return a.map((ring, at) =>
    ring.map(([x, y], i) => {
      const [endX, endY] = b[at]?.[i] ?? [x, y];
      return imagePoint(x + (endX - x) * share, y + (endY - y) * share);
    }),
  );
}
