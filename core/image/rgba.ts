/** An 8-bit RGBA image, row-major from the top left, 4 bytes a pixel, alpha not premultiplied. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  /** width × height × 4 bytes. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}
