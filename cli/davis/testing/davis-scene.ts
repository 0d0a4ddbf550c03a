import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { DavisSequence } from '../davis-data.ts';

type Color = readonly [red: number, green: number, blue: number];

/** A filled rectangle that the engine's segmenter for tests can follow; `boxAt` is null on frames without it. */
export interface SceneObject {
  /** Null where it is hidden: its mask has it all the same. */
  readonly colorAt: (frame: number) => Color | null;
  /** Whole pixels: left, top, width, height. */
  readonly boxAt: (frame: number) => readonly [number, number, number, number] | null;
  /** The colour in the masks: of the palette of DAVIS, or a grey. */
  readonly maskColor: Color;
}

const WIDTH = 256;
const HEIGHT = 144;

/** The first objects of the palette of DAVIS. */
export const PALETTE: readonly Color[] = [
  [128, 0, 0],
  [0, 128, 0],
];

/** Writes a sequence of DAVIS into the folder; masks with a palette where it is asked for, otherwise in full colour. */
export async function writeScene(
  folder: string,
  name: string,
  frames: number,
  objects: readonly SceneObject[],
  { palette = true } = {},
): Promise<DavisSequence> {
  const [images, masks] = ['JPEGImages', 'Annotations'].map((part) => join(folder, part, name)) as [string, string];
  for (const part of [images, masks]) await mkdir(part, { recursive: true });
  const maskPaths: string[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const file = `${String(frame).padStart(5, '0')}.png`;
    const image = painted([100, 110, 100], frame, objects, (each) => each.colorAt(frame));
    const mask = painted([0, 0, 0], frame, objects, ({ maskColor }) => maskColor);
    await writeFile(join(images, file), await image.png().toBuffer());
    await writeFile(join(masks, file), await mask.png({ palette, ...(palette ? { colours: 8 } : {}) }).toBuffer());
    maskPaths.push(join(masks, file));
  }
  return { name, imageFolder: images, maskPaths };
}

function painted(
  ground: Color,
  frame: number,
  objects: readonly SceneObject[],
  colorOf: (each: SceneObject) => Color | null,
) {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let at = 0; at < WIDTH * HEIGHT; at++) pixels.set(ground, at * 3);
  for (const each of objects) {
    const color = colorOf(each);
    const [left, top, width, height] = (color && each.boxAt(frame)) ?? [0, 0, 0, 0];
    for (let y = top; y < top + height; y++)
      for (let x = left; x < left + width; x++) pixels.set(color ?? ground, (y * WIDTH + x) * 3);
  }
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}
