import type { RgbaImage } from '../../core/image/rgba.ts';

const WIDTH = 854;
const HEIGHT = 480;
/** Radii in pixels: small ones are as frequent as in photographs, where the number falls with the cube of the size. */
const SMALLEST_RADIUS = 12;
const LARGEST_RADIUS = 320;
const MOST_LEAVES = 4000;
/** The picture is finished when this share of it is still empty. */
const LEFT_EMPTY = 0.01;
/** Side of the coarsest cells of each texture, in pixels. */
const TEXTURES = [200, 80, 30, 12];
const OCTAVES = 5;

type Random = () => number;

/** A generator of numbers from 0 to 1 with a period of 2^32 (Numerical Recipes). */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/**
 * A picture of overlapping discs and rectangles of all sizes, shaded and textured: "dead leaves", whose statistics are
 * close to those of photographs (Lee, Mumford and Huang 2001).
 */
export function drawDeadLeaves(seed: number): RgbaImage {
  const random = randomFrom(seed);
  const textures = TEXTURES.map((side) => noise(side, random));
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  let empty = WIDTH * HEIGHT;
  for (let count = 0; count < MOST_LEAVES && empty > WIDTH * HEIGHT * LEFT_EMPTY; count++)
    empty -= drawLeaf(data, textures, random);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { width: WIDTH, height: HEIGHT, data };
}

/** Draws one leaf below those that are there. Returns the number of its pixels that show. */
function drawLeaf(data: Uint8ClampedArray, textures: readonly Float32Array[], random: Random): number {
  const radius = Math.min(LARGEST_RADIUS, SMALLEST_RADIUS / Math.sqrt(random() + 0.0012));
  const [centreX, centreY] = [random() * WIDTH, random() * HEIGHT];
  const aspect = 0.4 + random() * 1.2;
  const angle = random() * Math.PI;
  const color = leafColor(random);
  const texture = textures[Math.floor(random() * textures.length)];
  const contrast = random() * 128;
  const light = [random() - 0.5, random() - 0.5] as const;
  const isSquare = random() < 0.35;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const reach = radius * 2.3;
  let drawn = 0;
  for (let y = Math.max(0, Math.floor(centreY - reach)); y < Math.min(HEIGHT, centreY + reach); y++)
    for (let x = Math.max(0, Math.floor(centreX - reach)); x < Math.min(WIDTH, centreX + reach); x++) {
      const pixel = y * WIDTH + x;
      if (data[pixel * 4 + 3] !== 0) continue;
      const u = ((x - centreX) * cos + (y - centreY) * sin) / radius;
      const v = ((y - centreY) * cos - (x - centreX) * sin) / (radius * aspect);
      if (isSquare ? Math.max(Math.abs(u), Math.abs(v)) >= 1 : u * u + v * v >= 1) continue;
      const shade = 1 + (u * light[0] + v * light[1]) * 0.8;
      const grain = (texture?.[pixel] ?? 0) * contrast;
      color.forEach((value, channel) => (data[pixel * 4 + channel] = value * shade + grain));
      data[pixel * 4 + 3] = 254;
      drawn += 1;
    }
  return drawn;
}

/** Mostly dull: photographs have few pure colours. */
function leafColor(random: Random): number[] {
  const color = [random(), random(), random()].map((value) => (value * 0.6 + 0.15) * 255);
  const grey = color.reduce((sum, value) => sum + value, 0) / 3;
  const saturation = random();
  return color.map((value) => grey + (value - grey) * saturation);
}

/** Noise of several octaves around 0 for each pixel; `side` is the size of its coarsest cells in pixels. */
function noise(side: number, random: Random): Float32Array {
  const sum = new Float32Array(WIDTH * HEIGHT);
  for (let octave = 0; octave < OCTAVES; octave++) {
    const cell = side / 2 ** octave;
    const columns = Math.ceil(WIDTH / cell) + 2;
    const knots = Float32Array.from({ length: columns * (Math.ceil(HEIGHT / cell) + 2) }, () => random() - 0.5);
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) {
        const [left, top] = [Math.floor(x / cell), Math.floor(y / cell)];
        const [a, b] = [x / cell - left, y / cell - top];
        const knot = (i: number, j: number) => knots[(top + j) * columns + left + i] ?? 0;
        const above = knot(0, 0) * (1 - a) + knot(1, 0) * a;
        const below = knot(0, 1) * (1 - a) + knot(1, 1) * a;
        const at = y * WIDTH + x;
        sum[at] = (sum[at] ?? 0) + (above * (1 - b) + below * b) / 1.6 ** octave;
      }
  }
  return sum;
}
