import { SyntheticFrames, syntheticVideo } from '../../export/testing/synthetic-frames.ts';
import type { RgbaImage } from '../../image/rgba.ts';
import { imageBox, type ImageBox } from '../../schema/brands.ts';

/** A coloured rectangle that moves; `boxAt` is null on frames without it. */
export interface Actor {
  readonly color: readonly [number, number, number];
  readonly boxAt: (frame: number) => ImageBox | null;
}

export const SCENE_WIDTH = 256;
export const SCENE_HEIGHT = 144;

/** A box that starts at (x, y) and moves by (dx, dy) a frame. */
export const moving =
  (x: number, y: number, dx: number, dy: number, size = 32) =>
  (frame: number): ImageBox =>
    imageBox(x + dx * frame, y + dy * frame, size, size);

/**
 * Frames of a scene of rectangles before a background of two greys. The rectangles are shaded from side to
 * side, so that each of their cells looks a little different, as those of real objects do.
 */
export function sceneFrames(frameCount: number, actors: readonly Actor[]): SyntheticFrames {
  const video = syntheticVideo({ frameCount, width: SCENE_WIDTH, height: SCENE_HEIGHT });
  const painted = new Map<number, RgbaImage>();
  return new SyntheticFrames(video, (frame) => {
    const image = painted.get(frame) ?? paint(frame, actors);
    painted.set(frame, image);
    return { ...image, data: image.data.slice() };
  });
}

function paint(frame: number, actors: readonly Actor[]): RgbaImage {
  const data = new Uint8ClampedArray(SCENE_WIDTH * SCENE_HEIGHT * 4);
  for (let y = 0, at = 0; y < SCENE_HEIGHT; y++) {
    for (let x = 0; x < SCENE_WIDTH; x++, at += 4) {
      const grey = (Math.floor(x / 48) + Math.floor(y / 48)) % 2 === 0 ? 96 : 160;
      const color = colorOf(frame, x, y, actors) ?? [grey, grey, grey];
      data.set([...color, 255], at);
    }
  }
  return { width: SCENE_WIDTH, height: SCENE_HEIGHT, data };
}

function colorOf(frame: number, x: number, y: number, actors: readonly Actor[]): number[] | null {
  for (const { boxAt, color } of actors) {
    const [left, top, width, height] = boxAt(frame) ?? [0, 0, 0, 0];
    const across = (x - left) / width;
    const down = (y - top) / height;
    if (across >= 0 && across < 1 && down >= 0 && down < 1)
      return [color[0] + 20 * (across - 0.5), color[1] + 20 * (down - 0.5), color[2]];
  }
  return null;
}
