import type { Bitmask } from './bitmask.ts';

/** Signed distances of a bitmask's pixels, in pixels, row-major. */
export interface SignedDistances {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * For each pixel of a mask the distance from its centre to the mask's edge: positive inside, negative outside,
 * never within half a pixel of 0. What lies around the bitmask counts as outside.
 * The squared distances are those of Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions",
 * Theory of Computing 8 (2012): exact, in time linear in the number of pixels.
 */
export function signedDistances({ width, height, data }: Bitmask): SignedDistances {
  // A border of background, so that edges of the bitmask are edges of the mask.
  const [w, h] = [width + 2, height + 2];
  const padded = new Uint8Array(w * h);
  for (let y = 0; y < height; y++) padded.set(data.subarray(y * width, (y + 1) * width), (y + 1) * w + 1);
  const toBackground = squaredDistances(padded, 0, w, h);
  const toMask = squaredDistances(padded, 1, w, h);
  const signed = new Float32Array(width * height);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0, from = (y + 1) * w + 1; x < width; x++, at++, from++)
      signed[at] = padded[from] ? Math.sqrt(toBackground[from] ?? 0) - 0.5 : 0.5 - Math.sqrt(toMask[from] ?? 0);
  return { width, height, data: signed };
}

/** Far above every squared distance, and small enough to be added to one exactly. */
const FAR = 1e12;

/** Squared distances between centres: from each pixel to the nearest of this value. */
function squaredDistances(data: Uint8Array, value: 0 | 1, width: number, height: number): Float64Array {
  const squared = Float64Array.from(data, (each) => (each === value ? 0 : FAR));
  const line = lowerEnvelope(Math.max(width, height));
  for (let x = 0; x < width; x++) line(squared, x, width, height);
  for (let y = 0; y < height; y++) line(squared, y * width, 1, width);
  return squared;
}

/**
 * The transform of one line: each value becomes the lowest, over all places of the line, of the value there
 * plus the squared distance to there. Works in place and keeps its memory for the next line.
 */
function lowerEnvelope(longest: number) {
  const values = new Float64Array(longest);
  const places = new Int32Array(longest);
  const starts = new Float64Array(longest + 1);
  return (squared: Float64Array, first: number, step: number, length: number): void => {
    for (let i = 0; i < length; i++) values[i] = squared[first + i * step] ?? 0;
    const height = (i: number) => (values[i] ?? 0) + i * i;
    let last = 0;
    places[0] = 0;
    starts[0] = -Infinity;
    for (let i = 1; i < length; i++) {
      const meets = () => (height(i) - height(places[last] ?? 0)) / (2 * (i - (places[last] ?? 0)));
      let start = meets();
      while (start <= (starts[last] ?? 0)) {
        last--;
        start = meets();
      }
      last++;
      places[last] = i;
      starts[last] = start;
    }
    starts[last + 1] = Infinity;
    for (let i = 0, part = 0; i < length; i++) {
      while ((starts[part + 1] ?? Infinity) < i) part++;
      const place = places[part] ?? 0;
      squared[first + i * step] = (values[place] ?? 0) + (i - place) * (i - place);
    }
  };
}
