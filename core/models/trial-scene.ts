import type { RgbaImage } from '../image/rgba.ts';
import type { Prompt } from '../ports/segmenter.ts';
import { imageBox, imagePoint, type ImageBox } from '../schema/brands.ts';

type Rgb = readonly [number, number, number];

/** One object in the picture. */
interface Thing {
  readonly box: ImageBox;
  readonly color: Rgb;
  /** Pixels from the point to the object's edge; negative outside. */
  readonly depth: (x: number, y: number) => number;
  /** Pixels over which the edge passes into the ground. */
  readonly blur: number;
  /** How bright its texture is at the point, 0..1 of its colour. */
  readonly shade: (x: number, y: number) => number;
}

const WIDTH = 512;
const HEIGHT = 384;
const GROUND: Rgb = [150, 138, 104];

/**
 * Objects of various shapes and textures, some of low contrast: where the edge is in doubt, small numerical
 * errors show. They are large enough that one cell of the mask more or less is far from 1 % of it.
 */
const THINGS: readonly Thing[] = [
  {
    box: imageBox(40, 30, 160, 160),
    color: [214, 58, 44],
    depth: (x, y) => 80 - Math.hypot(x - 120, y - 110),
    blur: 3,
    shade: (x, y) => ((x + y) % 24 < 9 ? 0.72 : 1),
  },
  {
    box: imageBox(280, 40, 180, 120),
    color: [132, 138, 146],
    depth: (x, y) => Math.min(90 - Math.abs(x - 370), 60 - Math.abs(y - 100)),
    blur: 10,
    shade: (x, y) => (Math.floor(x / 18) % 2 === Math.floor(y / 18) % 2 ? 0.86 : 1),
  },
  {
    box: imageBox(250, 220, 220, 130),
    color: [206, 186, 92],
    depth: (x, y) => (1 - Math.hypot((x - 360) / 110, (y - 285) / 65)) * 80,
    blur: 16,
    shade: (x, y) => (Math.hypot(x - 360, y - 285) % 22 < 8 ? 0.74 : 1),
  },
  {
    box: imageBox(50, 220, 150, 140),
    color: [178, 170, 148],
    depth: (x, y) => Math.min(y - 220, 360 - y, ((y - 220) / 140) * 75 - Math.abs(x - 125)),
    blur: 6,
    shade: (_, y) => (y % 16 < 6 ? 0.84 : 1),
  },
];

/**
 * A drawn picture of 512 × 384 pixels with textured objects on a textured ground, and its prompts: each
 * object by its box, one by a point within its box, one by a point alone. The same pixels on every platform.
 */
export function trialScene(): { readonly image: RgbaImage; readonly prompts: readonly Prompt[] } {
  const byBox: Prompt[] = THINGS.map(({ box }) => ({ box }));
  const disc = { points: [{ at: imagePoint(120, 110), positive: true }], box: imageBox(40, 30, 160, 160) };
  const ellipse = { points: [{ at: imagePoint(360, 285), positive: true }] };
  return { image: { width: WIDTH, height: HEIGHT, data: paint() }, prompts: [...byBox, disc, ellipse] };
}

function paint(): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let y = 0, at = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++, at += 4) {
      const grain = grainAt(x, y);
      colorAt(x, y).forEach((value, channel) => (data[at + channel] = Math.round(value + grain)));
      data[at + 3] = 255;
    }
  }
  return data;
}

function colorAt(x: number, y: number): number[] {
  const ground = 0.8 + (0.2 * y) / HEIGHT;
  const thing = THINGS.find(({ depth, blur }) => depth(x, y) > -blur / 2);
  if (!thing) return GROUND.map((value) => value * ground);
  const share = Math.min(1, thing.depth(x, y) / thing.blur + 0.5);
  const shade = thing.shade(x, y);
  return GROUND.map((value, channel) => value * ground * (1 - share) + (thing.color[channel] ?? 0) * shade * share);
}

/** The grain of a camera's picture, -12..12: pseudo-random blocks of 2 × 2 pixels. */
function grainAt(x: number, y: number): number {
  let hash = Math.imul((x >> 1) + 374761393, 668265263) ^ Math.imul((y >> 1) + 1442695041, 1274126177);
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177);
  return ((hash >>> 16) % 25) - 12;
}
