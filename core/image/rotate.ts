import type { RgbaImage } from './rgba.ts';

/** Clockwise degrees. */
export type Rotation = 0 | 90 | 180 | 270;

/** The image turned clockwise; the same object for a rotation of 0. */
export function rotateRgba(image: RgbaImage, rotation: Rotation): RgbaImage {
  const { width, height } = image;
  // The source position of the target's top left pixel, and the steps in the source for one step right and
  // one step down.
  if (rotation === 90) return gather(image, height, width, { start: (height - 1) * width, right: -width, down: 1 });
  if (rotation === 180) return gather(image, width, height, { start: width * height - 1, right: -1, down: -width });
  if (rotation === 270) return gather(image, height, width, { start: width - 1, right: width, down: -1 });
  return image;
}

/** The image mirrored left to right. */
export function flipRgba(image: RgbaImage): RgbaImage {
  const { width, height } = image;
  return gather(image, width, height, { start: width - 1, right: -1, down: width });
}

/** An image of the given size whose pixels are read from `image` along a lattice, in steps of pixels. */
function gather(
  image: RgbaImage,
  width: number,
  height: number,
  { start, right, down }: { start: number; right: number; down: number },
): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  // Whole pixels at a time instead of bytes.
  const bytes = image.data.byteOffset % 4 === 0 ? image.data : image.data.slice();
  const from = new Uint32Array(bytes.buffer, bytes.byteOffset, image.width * image.height);
  const to = new Uint32Array(data.buffer);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0, source = start + y * down; x < width; x++, source += right) to[at++] = from[source] as number;
  }
  return { width, height, data };
}
