import { imagePoint, type ImagePoint } from '../schema/brands.ts';
import type { MaskRle } from '../schema/mask.ts';
import { maskOfRuns } from './mask-rle.ts';

/**
 * The position of a round brush of whole pixels for a pointer at `at`: a pixel's centre where its size is
 * odd, a corner of pixels where it is even, so that it covers as many pixels as its size.
 *
 * @param size the brush's width in frame pixels
 */
export function brushPoint([x, y]: ImagePoint, size: number): ImagePoint {
  const place = (value: number) => (size % 2 === 1 ? Math.floor(value) + 0.5 : Math.round(value));
  return imagePoint(place(x), place(y));
}

/**
 * The pixels that a round brush covers on its way along `path`: those whose centre lies within `radius` of
 * the path. A path of one point is a dot.
 *
 * @param path points in frame pixels
 * @param radius half of the brush's width in frame pixels
 * @param width of the frame in pixels, as `height`
 */
export function strokeMask(path: readonly ImagePoint[], radius: number, width: number, height: number): MaskRle {
  const rows = new Map<number, [number, number][]>();
  path.forEach((to, at) => {
    addCapsule(rows, path[at - 1] ?? to, to, radius, width, height);
  });
  const starts: number[] = [];
  const ends: number[] = [];
  for (const y of [...rows.keys()].sort((a, b) => a - b)) {
    for (const [from, behind] of joined(rows.get(y) ?? [])) {
      starts.push(y * width + from);
      ends.push(y * width + behind);
    }
  }
  return maskOfRuns(width, height, starts, ends);
}

/**
 * Adds, row by row, the pixels within `radius` of the line from `a` to `b`. The area is convex: in each row
 * it is one run.
 */
function addCapsule(
  rows: Map<number, [number, number][]>,
  a: ImagePoint,
  b: ImagePoint,
  radius: number,
  width: number,
  height: number,
): void {
  const first = Math.max(0, Math.ceil(Math.min(a[1], b[1]) - radius - 0.5));
  const last = Math.min(height - 1, Math.floor(Math.max(a[1], b[1]) + radius - 0.5));
  const sides = sideCorners(a, b, radius);
  for (let y = first; y <= last; y++) {
    const span = rowSpan(a, b, radius, sides, y + 0.5);
    if (!span) continue;
    const from = Math.max(0, Math.ceil(span[0] - 0.5 - EDGE));
    const behind = Math.min(width, Math.floor(span[1] - 0.5 + EDGE) + 1);
    if (behind <= from) continue;
    const row = rows.get(y) ?? [];
    row.push([from, behind]);
    rows.set(y, row);
  }
}

/** A centre exactly on the brush's edge counts as inside, despite rounding. */
const EDGE = 1e-9;

/** Corners of the rectangle along the line, in order. */
function sideCorners(a: ImagePoint, b: ImagePoint, radius: number): readonly (readonly [number, number])[] {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  if (length === 0) return [];
  const nx = (-(b[1] - a[1]) / length) * radius;
  const ny = ((b[0] - a[0]) / length) * radius;
  return [
    [a[0] + nx, a[1] + ny],
    [b[0] + nx, b[1] + ny],
    [b[0] - nx, b[1] - ny],
    [a[0] - nx, a[1] - ny],
  ];
}

/**
 * Where the line at height `y` enters and leaves the two discs and the rectangle between them; null where it
 * misses them.
 */
function rowSpan(
  a: ImagePoint,
  b: ImagePoint,
  radius: number,
  sides: readonly (readonly [number, number])[],
  y: number,
): readonly [number, number] | null {
  let left = Infinity;
  let right = -Infinity;
  const include = (from: number, to: number) => {
    left = Math.min(left, from);
    right = Math.max(right, to);
  };
  for (const [x, centre] of [a, b]) {
    const square = radius ** 2 - (y - centre) ** 2;
    if (square < -EDGE) continue;
    const half = Math.sqrt(Math.max(0, square));
    include(x - half, x + half);
  }
  sides.forEach(([x1, y1], at) => {
    const [x2, y2] = sides[(at + 1) % sides.length] ?? [x1, y1];
    if (y1 === y2 || y < Math.min(y1, y2) || y > Math.max(y1, y2)) return;
    const x = x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
    include(x, x);
  });
  return left <= right ? [left, right] : null;
}

/** Runs of one row in order, with touching and overlapping ones merged. */
function joined(runs: readonly (readonly [number, number])[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, behind] of [...runs].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], behind);
    else merged.push([from, behind]);
  }
  return merged;
}
