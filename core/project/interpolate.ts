import { blendMasks } from '../geometry/blend-masks.ts';
import { mixBoxes } from '../geometry/box.ts';
import { encodeMask, maskBox } from '../geometry/mask-rle.ts';
import { rasterizePolygons } from '../geometry/contour.ts';
import { imagePoint } from '../schema/brands.ts';
import type { FrameRange, Shape, Track, VideoMetadata } from '../schema/project.ts';

type FrameSize = Pick<VideoMetadata, 'width' | 'height'>;

interface KnownSpan {
  readonly end: Shape;
  readonly range: FrameRange;
  readonly shapes: readonly [string, Shape][];
}
/** By the shape at the start: every edit of a track asks for all of its spans, of which it changes two at most. */
const knownSpans = new WeakMap<Shape, KnownSpan>();

/** The shapes strictly between two labels of the user, on every frame. Returns entries of `Track.shapes`. */
export function interpolatedShapes(track: Track, range: FrameRange, video: FrameSize): readonly [string, Shape][] {
  const { from, to } = range;
  const [start, end] = [track.shapes[String(from)], track.shapes[String(to)]];
  if (!start || !end) return [];
  const known = knownSpans.get(start);
  if (known?.end === end && known.range.from === from && known.range.to === to) return known.shapes;
  const shapes: [string, Shape][] = [];
  for (let rank = from + 1; rank < to; rank += 1)
    shapes.push([String(rank), interpolatedShape(start, end, (rank - from) / (to - from), video)]);
  knownSpans.set(start, { end, range, shapes });
  return shapes;
}

/**
 * The shape on the way from one shape of an object to a later one. Its box moves in a straight line. So does a
 * polygon where both have the same rings with the same numbers of points, and the box is its extent then; other
 * masks are blended (blend-masks.ts). The confidence is the lower one of the two.
 * On every sixth true mask of ten DAVIS-2016 sequences the straight box has an IoU of 0.93 with the true one, the
 * extent of the blended mask 0.87: what bends shrinks in between.
 *
 * @param share of the way, 0 at `start` and 1 at `end`
 * @param masks false leaves masks out, where only boxes are needed
 */
export function interpolatedShape(
  start: Shape,
  end: Shape,
  share: number,
  { width, height }: FrameSize,
  masks = true,
): Shape {
  const base = {
    source: 'interpolated',
    confidence: Math.min(start.confidence, end.confidence),
    outside: false,
    occluded: start.occluded && end.occluded,
  } as const;
  const polygon = mixedPolygon(start, end, share);
  if (polygon) {
    const mask = encodeMask(rasterizePolygons([polygon], width, height));
    const extent = maskBox(mask);
    if (extent) return { ...base, box: extent, mask, maskSource: 'user', polygon };
  }
  const box = mixBoxes(start.box, end.box, share);
  const mask = masks && start.mask && end.mask ? blendMasks(start.mask, end.mask, share) : null;
  return mask ? { ...base, box, mask } : { ...base, box };
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
