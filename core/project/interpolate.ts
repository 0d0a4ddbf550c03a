import { blendMasks } from '../geometry/blend-masks.ts';
import { mixBoxes } from '../geometry/box.ts';
import { encodeMask, maskBox } from '../geometry/mask-rle.ts';
import { rasterizePolygons } from '../geometry/contour.ts';
import { imageBox, imagePoint, type ImageBox } from '../schema/brands.ts';
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
 * The shape on the way from one shape of an object to a later one. A box moves in a straight line, and so does a
 * polygon where both have the same rings with the same numbers of points; other masks are blended
 * (blend-masks.ts). A mask's box is its extent, with what the boxes of the two have around theirs. The
 * confidence is the lower one of the two.
 *
 * @param share of the way, 0 at `start` and 1 at `end`
 */
export function interpolatedShape(start: Shape, end: Shape, share: number, { width, height }: FrameSize): Shape {
  const base = {
    source: 'interpolated',
    confidence: Math.min(start.confidence, end.confidence),
    outside: false,
    occluded: start.occluded && end.occluded,
  } as const;
  const polygon = mixedPolygon(start, end, share);
  if (polygon) {
    const mask = encodeMask(rasterizePolygons([polygon], width, height));
    const box = maskBox(mask);
    if (box) return { ...base, box, mask, maskSource: 'user', polygon };
  }
  const straight = mixBoxes(start.box, end.box, share);
  const mask = start.mask && end.mask ? blendMasks(start.mask, end.mask, share) : null;
  return mask
    ? { ...base, box: boxOfMask(start, end, share, maskBox(mask)) ?? straight, mask }
    : { ...base, box: straight };
}

/** The extent of a mask between two shapes, moved on each side by what their boxes have around their masks there. */
function boxOfMask(start: Shape, end: Shape, share: number, extent: ImageBox | null): ImageBox | null {
  const [from, to] = [start, end].map(({ mask }) => mask && maskBox(mask));
  if (!extent || !from || !to) return null;
  const [straight, masks] = [mixBoxes(start.box, end.box, share), mixBoxes(from, to, share)];
  const side = (at: 0 | 1 | 2 | 3) => extent[at] + straight[at] - masks[at];
  return imageBox(side(0), side(1), Math.max(0, side(2)), Math.max(0, side(3)));
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
