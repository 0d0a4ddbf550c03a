import { decodeMask, maskBox } from '../../../core/geometry/mask-rle.ts';
import { cropMask } from '../../../core/geometry/mask-window.ts';
import type { MaskRle } from '../../../core/schema/mask.ts';

/** A mask in one colour, cropped to its box, and the frame position of its top left pixel. */
interface MaskBitmap {
  readonly canvas: HTMLCanvasElement;
  readonly x: number;
  readonly y: number;
}

/** Four bytes a pixel: 64 MB at most. */
const MAX_PIXELS = 16_000_000;

interface PaintedMask {
  readonly color: string;
  readonly bitmap: MaskBitmap;
  readonly pixels: number;
}

/** Masks are immutable, so each is painted once; the least recently used are dropped first. */
export class MaskBitmaps {
  readonly #painted = new Map<MaskRle, PaintedMask>();
  #pixels = 0;

  /**
   * The mask as an image. Null for an empty mask, and where there are no canvases.
   *
   * @param color "#rrggbb"
   */
  of(mask: MaskRle, color: string): MaskBitmap | null {
    const known = this.#painted.get(mask);
    if (known?.color === color) {
      this.#painted.delete(mask);
      this.#painted.set(mask, known);
      return known.bitmap;
    }
    const bitmap = paintMask(mask, color);
    if (bitmap) this.#keep(mask, color, bitmap);
    return bitmap;
  }

  #keep(mask: MaskRle, color: string, bitmap: MaskBitmap): void {
    this.#drop(mask);
    const pixels = bitmap.canvas.width * bitmap.canvas.height;
    this.#painted.set(mask, { color, bitmap, pixels });
    this.#pixels += pixels;
    for (const oldest of this.#painted.keys()) {
      if (this.#pixels <= MAX_PIXELS || oldest === mask) break;
      this.#drop(oldest);
    }
  }

  #drop(mask: MaskRle): void {
    this.#pixels -= this.#painted.get(mask)?.pixels ?? 0;
    this.#painted.delete(mask);
  }
}

/** The bitmaps of the frame view. */
export const maskBitmaps = new MaskBitmaps();

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
