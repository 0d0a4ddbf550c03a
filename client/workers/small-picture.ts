import type { RgbaImage } from '../../core/image/rgba.ts';

/** Longest side in pixels: twice the side of its place on the page, for dense screens. */
const SIDE = 640;

/** A small picture of a frame, for the page to show; the receiver closes it. */
export function smallPicture({ data, width, height }: RgbaImage): Promise<ImageBitmap> {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const resizeWidth = Math.max(1, Math.round(width * scale));
  const resizeHeight = Math.max(1, Math.round(height * scale));
  return createImageBitmap(new ImageData(data, width, height), { resizeWidth, resizeHeight, resizeQuality: 'low' });
}
