import { imageBox, imagePoint, type ImageBox, type ImagePoint } from '../schema/brands.ts';

/** The box with these edges, in frame pixels. */
export const boxOfEdges = (left: number, top: number, right: number, bottom: number): ImageBox =>
  imageBox(left, top, right - left, bottom - top);

/** Square pixels. */
export const boxArea = (box: ImageBox): number => box[2] * box[3];

export const boxCentre = ([x, y, width, height]: ImageBox): ImagePoint => imagePoint(x + width / 2, y + height / 2);

/** The common part; null where the boxes have no area in common. */
export function boxIntersection(a: ImageBox, b: ImageBox): ImageBox | null {
  const left = Math.max(a[0], b[0]);
  const top = Math.max(a[1], b[1]);
  const right = Math.min(a[0] + a[2], b[0] + b[2]);
  const bottom = Math.min(a[1] + a[3], b[1] + b[3]);
  return right > left && bottom > top ? boxOfEdges(left, top, right, bottom) : null;
}

/** Intersection over union, 0..1; 0 where both boxes are without area. */
export function boxIou(a: ImageBox, b: ImageBox): number {
  const common = boxIntersection(a, b);
  if (!common) return 0;
  const intersection = boxArea(common);
  return intersection / (boxArea(a) + boxArea(b) - intersection);
}

/**
 * The gap between two boxes, as a share of the second one's width or height, whichever is more; 0 where they overlap or
 * touch in both directions.
 */
export function boxGap(a: ImageBox, b: ImageBox): number {
  const across = Math.max(0, a[0] - (b[0] + b[2]), b[0] - (a[0] + a[2]));
  const down = Math.max(0, a[1] - (b[1] + b[3]), b[1] - (a[1] + a[3]));
  return Math.max(across / b[2], down / b[3]);
}

/** The part of a box that lies in a frame of this size, however small; null where there is none. */
export const clipBox = (box: ImageBox, width: number, height: number): ImageBox | null =>
  boxIntersection(box, imageBox(0, 0, width, height));

/** A label of under a pixel, the rest of an object cut by the frame's edge, teaches nothing. */
const MIN_LABEL_SIDE = 1;

/** The part of a label's box inside the frame; null where it is narrower or lower than a pixel. */
export function clipLabelBox(box: ImageBox, width: number, height: number): ImageBox | null {
  const inside = clipBox(box, width, height);
  return inside && inside[2] >= MIN_LABEL_SIDE && inside[3] >= MIN_LABEL_SIDE ? inside : null;
}

/** The box with each side moved outwards by this share of the box's own width or height. */
export function growBox([x, y, width, height]: ImageBox, share: number): ImageBox {
  return imageBox(x - width * share, y - height * share, width * (1 + 2 * share), height * (1 + 2 * share));
}

/**
 * How far each side of one box stands outside another one, as shares of the other's width or height; negative
 * where it is inside.
 */
export interface Margins {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Of a box around itself. */
export const NO_MARGINS: Margins = { left: 0, top: 0, right: 0, bottom: 0 };

/** The margins, each limited to 0..`most`. */
export function limitMargins({ left, top, right, bottom }: Margins, most: number): Margins {
  const limit = (margin: number) => Math.min(most, Math.max(0, margin));
  return { left: limit(left), top: limit(top), right: limit(right), bottom: limit(bottom) };
}

/** The margins of `outer` around `inner`; `inner` has an area. */
export function marginsOf(outer: ImageBox, inner: ImageBox): Margins {
  const [x, y, width, height] = inner;
  return {
    left: (x - outer[0]) / width,
    top: (y - outer[1]) / height,
    right: (outer[0] + outer[2] - x - width) / width,
    bottom: (outer[1] + outer[3] - y - height) / height,
  };
}

/** The box that has these margins around `inner`: the inverse of marginsOf. */
export function applyMargins(inner: ImageBox, margins: Margins): ImageBox {
  const [x, y, width, height] = inner;
  return boxOfEdges(
    x - margins.left * width,
    y - margins.top * height,
    x + width + margins.right * width,
    y + height + margins.bottom * height,
  );
}

/** The box whose edges lie between those of two others: `a` at 0, `b` at 1. */
export function mixBoxes(a: ImageBox, b: ImageBox, share: number): ImageBox {
  const mix = (from: number, to: number) => from + (to - from) * share;
  return imageBox(mix(a[0], b[0]), mix(a[1], b[1]), mix(a[2], b[2]), mix(a[3], b[3]));
}
