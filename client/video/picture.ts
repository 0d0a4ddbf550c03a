/** Something that draws pictures: the context of a canvas, on the page or off it. */
type Drawing = Pick<CanvasDrawImage, 'drawImage'>;

let live = 0;

/** Pictures of this page whose pixels are in memory. */
export const livePictures = (): number => live;

/**
 * A decoded picture. It alone has the bitmap, so that nobody can close what another one still reads, or draw what is closed: it has one owner, who
 * releases it; everyone else draws it through here, in one go, and is told where it is gone. React may commit what it rendered before the owner
 * had another picture: then nothing is drawn, and the next commit has the other picture.
 */
export class Picture {
  readonly width: number;
  readonly height: number;
  #bitmap: ImageBitmap | null;
  #released = false;
  #readers = 0;

  /** Takes a bitmap over: whoever had it must not touch it again. */
  constructor(bitmap: ImageBitmap) {
    this.width = bitmap.width;
    this.height = bitmap.height;
    this.#bitmap = bitmap;
    live += 1;
  }

  /** Its owner has given it back: there is nothing to draw any more. */
  get isReleased(): boolean {
    return this.#released;
  }

  /** Draws it at the origin, scaled where a size is given (pixels). Returns false where its owner has released it: nothing is drawn then. */
  drawOn(context: Drawing, width = this.width, height = this.height): boolean {
    if (this.#released || !this.#bitmap) return false;
    context.drawImage(this.#bitmap, 0, 0, width, height);
    return true;
  }

  /**
   * The same picture at most `side` pixels long and wide, for the caller to release; null where this one is released. Its pixels stay until that
   * is done. Throws what the browser throws.
   */
  async shrunk(side: number): Promise<Picture | null> {
    if (this.#released || !this.#bitmap) return null;
    const scale = Math.min(1, side / Math.max(this.width, this.height));
    const resizeWidth = Math.max(1, Math.round(this.width * scale));
    const resizeHeight = Math.max(1, Math.round(this.height * scale));
    this.#readers += 1;
    try {
      return new Picture(await createImageBitmap(this.#bitmap, { resizeWidth, resizeHeight, resizeQuality: 'medium' }));
    } finally {
      this.#readers -= 1;
      this.#closeUnused();
    }
  }

  /** Gives its pixels back. For its owner; once more does nothing. */
  release(): void {
    this.#released = true;
    this.#closeUnused();
  }

  #closeUnused(): void {
    if (!this.#released || this.#readers > 0 || !this.#bitmap) return;
    this.#bitmap.close();
    this.#bitmap = null;
    live -= 1;
  }
}

/** The picture that a compressed image shows, for the caller to release. Throws what the browser throws. */
export async function decodePicture(image: Blob): Promise<Picture> {
  return new Picture(await createImageBitmap(image));
}
