import { Picture } from '../picture.ts';

/** A bitmap without pixels that records its use. */
export class BitmapDouble {
  closed = 0;
  constructor(
    readonly width = 64,
    readonly height = 48,
  ) {}

  close(): void {
    this.closed += 1;
  }
}

/** A picture without pixels: there are none outside browsers. */
export function pictureOf(bitmap = new BitmapDouble()): Picture {
  return new Picture(bitmap);
}
