import type { RgbaImage } from '../image/rgba.ts';

/** The compression of exported frames. `quality` is 1..100. */
export type ImageFormat = { readonly type: 'jpeg'; readonly quality: number } | { readonly type: 'png' };

/**
 * Compresses an image into the bytes of a whole file. The same pixels and format give the same bytes on every
 * platform.
 */
export interface ImageEncoder {
  encode(image: RgbaImage, format: ImageFormat): Promise<Uint8Array<ArrayBuffer>>;
}
