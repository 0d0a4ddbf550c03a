import { decodeMask, maskBox } from '../../../core/geometry/mask-rle.ts';
import { cropMask } from '../../../core/geometry/mask-window.ts';
import type { MaskRle } from '../../../core/schema/mask.ts';

/** A mask in one colour, cropped to its box, and the frame position of its top left pixel. */
export interface MaskBitmap {
  readonly canvas: HTMLCanvasElement;
  readonly x: number;
  readonly y: number;
}

/** Four bytes a pixel: 64 MB at most. */
const MAX_PIXELS = 16_000_000;

/** Masks are immutable, so each is painted once; the least recently used are dropped first. */
const kept = new Map<MaskRle, { readonly color: string; readonly bitmap: MaskBitmap; readonly pixels: number }>();
let keptPixels = 0;

/**
 * The mask as an image. Null for an empty mask, and where there are no canvases.
 *
 * @param color "#rrggbb"
 */
export function maskBitmap(mask: MaskRle, color: string): MaskBitmap | null {
  const known = kept.get(mask);
  if (known?.color === color) {
    kept.delete(mask);
    kept.set(mask, known);
    return known.bitmap;
  }
  const bitmap = paintMask(mask, color);
  if (bitmap) keep(mask, color, bitmap);
  return bitmap;
}

function keep(mask: MaskRle, color: string, bitmap: MaskBitmap): void {
  drop(mask);
  const pixels = bitmap.canvas.width * bitmap.canvas.height;
  kept.set(mask, { color, bitmap, pixels });
  keptPixels += pixels;
  for (const oldest of kept.keys()) {
    if (keptPixels <= MAX_PIXELS || oldest === mask) break;
    drop(oldest);
  }
}

function drop(mask: MaskRle): void {
  keptPixels -= kept.get(mask)?.pixels ?? 0;
  kept.delete(mask);
}

const rgb = (color: string) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

function paintMask(mask: MaskRle, color: string): MaskBitmap | null {
  const box = maskBox(mask);
  if (!box) return null;
  const [x, y, width, height] = box;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return null;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const [paint] = new Uint32Array(new Uint8Array([...rgb(color), 255]).buffer);
  const { data } = decodeMask(cropMask(mask, box));
  for (let at = 0; at < data.length; at++) if (data[at] === 1) pixels[at] = paint ?? 0;
  context.putImageData(image, 0, 0);
  return { canvas, x, y };
}
