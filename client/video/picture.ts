/** The context of a canvas, on the page or off it. */
type Drawing = Pick<CanvasDrawImage, 'drawImage'>;

/**
 * A decoded picture. It alone has the bitmap, so that no code can close a bitmap that other code still reads,
 * or draw a closed one. It has one owner, which releases it; all others draw it through this class, in one
 * go, and learn when it is released. React may commit a render that is older than the owner's current
 * picture: then nothing is drawn, and the next commit has the new picture.
 */
export class Picture {
  static #live = 0;
  readonly width: number;
  readonly height: number;
  #bitmap: ImageBitmap | null;
  #released = false;
  #readers = 0;

  /** Takes ownership of a bitmap: the caller must not use it again. */
  constructor(bitmap: ImageBitmap) {
    this.width = bitmap.width;
    this.height = bitmap.height;
    this.#bitmap = bitmap;
    Picture.#live += 1;
  }

  /** Number of pictures of this page whose pixels are in memory. */
  static get live(): number {
    return Picture.#live;
  }

  /** Whether its owner has released it: there is nothing to draw any more. */
  get isReleased(): boolean {
    return this.#released;
  }

  /**
   * Draws it at the origin, scaled when a size is given (pixels). Returns false when its owner has released
   * it: nothing is drawn then.
   */
  drawOn(context: Drawing, width = this.width, height = this.height): boolean {
    if (this.#released || !this.#bitmap) return false;
    context.drawImage(this.#bitmap, 0, 0, width, height);
    return true;
  }

  /**
   * The same picture at most `side` pixels wide and high, for the caller to release; null when this one is
   * released. Its pixels stay until that is done. Throws what the browser throws.
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

  /** Frees its pixels. For its owner; idempotent. */
  release(): void {
    this.#released = true;
    this.#closeUnused();
  }

  #closeUnused(): void {
    if (!this.#released || this.#readers > 0 || !this.#bitmap) return;
    this.#bitmap.close();
    this.#bitmap = null;
    Picture.#live -= 1;
  }
}

/** Decodes a compressed image into a picture, for the caller to release. Throws what the browser throws. */
export async function decodePicture(image: Blob): Promise<Picture> {
  return new Picture(await createImageBitmap(image));
}
