import { Picture } from '../picture.ts';

/** A bitmap without pixels, which tests can ask what was done with it. */
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
