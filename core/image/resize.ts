import type { RgbaImage } from './rgba.ts';

/**
 * For each output position: the first input position it reads, and the weights of that and the following ones
 * (they add up to 1).
 */
interface Taps {
  readonly first: Int32Array;
  /** `count` weights a position. */
  readonly weights: Float32Array;
  readonly count: number;
}

/**
 * Triangle filter as wide as the reduction (Turkowski 1990): bilinear when enlarging, free of aliasing when
 * shrinking.
 */
function triangleTaps(from: number, to: number): Taps {
  const scale = from / to;
  const support = Math.max(1, scale);
  const count = Math.min(from, Math.ceil(support * 2));
  const first = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const start = Math.min(from - count, Math.max(0, Math.floor(centre - support) + 1));
    const raw = Array.from({ length: count }, (_, j) => Math.max(0, 1 - Math.abs(start + j - centre) / support));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    first[i] = start;
    raw.forEach((weight, j) => {
      weights[i * count + j] = weight / sum;
    });
  }
  return { first, weights, count };
}

/**
 * The image at another size. Deterministic: the same pixels give the same result on every platform. Alpha
 * becomes opaque.
 */
export function resizeRgba(image: RgbaImage, width: number, height: number): RgbaImage {
  if (image.width === width && image.height === height) return image;
  const data = new Uint8ClampedArray(width * height * 4);
  eachResizedRow(image, width, height, (rgb, y) => {
    for (let from = 0, to = y * width * 4; from < rgb.length; from += 3, to += 4) {
      data[to] = rgb[from] as number;
      data[to + 1] = rgb[from + 1] as number;
      data[to + 2] = rgb[from + 2] as number;
      data[to + 3] = 255;
    }
  });
  return { width, height, data };
}

/**
 * The rows of the image at another size, from the top, without an image in between: `rgb` is one row of three
 * bytes per pixel, valid only during the visit. Input rows are widened when they are needed and dropped
 * afterwards, so that all of it stays in the fast caches.
 */
export function eachResizedRow(
  image: RgbaImage,
  width: number,
  height: number,
  visit: (rgb: Uint8ClampedArray, y: number) => void,
): void {
  const columns = triangleTaps(image.width, width);
  const rows = triangleTaps(image.height, height);
  const stride = width * 3;
  const widened = Array.from({ length: rows.count }, () => new Float32Array(stride));
  const line = new Float32Array(stride);
  const rgb = new Uint8ClampedArray(stride);
  let known = 0;
  for (let y = 0; y < height; y++) {
    const first = rows.first[y] as number;
    for (; known < first + rows.count; known++) {
      if (known >= first) widenRow(image, known, columns, widened[known % rows.count] as Float32Array);
    }
    mixRows(widened, first, rows, y, line);
    for (let i = 0; i < stride; i++) rgb[i] = line[i] as number;
    visit(rgb, y);
  }
}

/** One output row as the weighted sum of neighbouring input rows; input row i is in `widened[i % count]`. */
function mixRows(
  widened: readonly Float32Array[],
  first: number,
  { weights, count }: Taps,
  y: number,
  line: Float32Array,
) {
  const row = (j: number) => widened[(first + j) % count] as Float32Array;
  const top = row(0);
  const next = row(count > 1 ? 1 : 0);
  const a = weights[y * count] as number;
  const b = count > 1 ? (weights[y * count + 1] as number) : 0;
  for (let x = 0; x < line.length; x++) line[x] = a * (top[x] as number) + b * (next[x] as number);
  for (let j = 2; j < count; j++) {
    const weight = weights[y * count + j] as number;
    const further = row(j);
    if (weight !== 0)
      for (let x = 0; x < line.length; x++) line[x] = (line[x] as number) + weight * (further[x] as number);
  }
}

/** One row of the image at the new width: RGB floats, three a pixel. */
function widenRow(image: RgbaImage, y: number, taps: Taps, result: Float32Array): void {
  if (taps.count === 2) widenRowOfPairs(image, y, taps, result);
  else widenRowOfMany(image, y, taps, result);
}

/** Enlarging takes two input pixels for each output pixel; without the inner loop that is twice as fast. */
function widenRowOfPairs({ data, width }: RgbaImage, y: number, { first, weights }: Taps, result: Float32Array): void {
  const row = y * width * 4;
  for (let x = 0, to = 0; to < result.length; x++, to += 3) {
    const at = row + (first[x] as number) * 4;
    const a = weights[2 * x] as number;
    const b = weights[2 * x + 1] as number;
    result[to] = a * (data[at] as number) + b * (data[at + 4] as number);
    result[to + 1] = a * (data[at + 1] as number) + b * (data[at + 5] as number);
    result[to + 2] = a * (data[at + 2] as number) + b * (data[at + 6] as number);
  }
}

function widenRowOfMany(
  { data, width }: RgbaImage,
  y: number,
  { first, weights, count }: Taps,
  result: Float32Array,
): void {
  const row = y * width * 4;
  for (let x = 0, to = 0; to < result.length; x++, to += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let at = row + (first[x] as number) * 4;
    for (let j = x * count, end = j + count; j < end; j++, at += 4) {
      const weight = weights[j] as number;
      red += weight * (data[at] as number);
      green += weight * (data[at + 1] as number);
      blue += weight * (data[at + 2] as number);
    }
    result[to] = red;
    result[to + 1] = green;
    result[to + 2] = blue;
  }
}
