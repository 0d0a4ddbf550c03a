import type { RgbaImage } from '../image/rgba.ts';
import type { Frame, FrameSource } from '../ports/frame-source.ts';
import type { FrameIndex } from '../schema/brands.ts';

/** Makes a thumbnail of an image. */
type MakeThumbnail<Picture> = (image: RgbaImage) => Promise<Picture>;

interface Watch<Picture> {
  /** Awaited before each frame that is read in order: the work pauses meanwhile. */
  readonly beforeFrame?: () => Promise<void>;
  readonly pictures?: {
    readonly shrink: MakeThumbnail<Picture>;
    readonly close: (picture: Picture) => void;
    /** Milliseconds from one picture to the next: a picture of each frame would slow down the work. */
    readonly every: number;
    /**
     * Called when a picture could not be made. Pictures are for display only: without one the work continues.
     */
    readonly failed: (index: FrameIndex, error: unknown) => void;
  };
}

/** Pictures that were not taken yet: a job reads few frames ahead of its results. */
const MAX_WAITING = 4;

/**
 * A frame source for a job that a user watches: it can be paused, and gives a thumbnail of a frame now and
 * then.
 */
export class WatchedFrames<Picture> implements FrameSource {
  readonly #waiting = new Map<FrameIndex, Promise<Picture | null>>();
  #lastPicture = -Infinity;

  constructor(
    private readonly source: FrameSource,
    private readonly watch: Watch<Picture>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get metadata() {
    return this.source.metadata;
  }

  get timestamps() {
    return this.source.timestamps;
  }

  get liveFrames(): number {
    return this.source.liveFrames;
  }

  frame(index: FrameIndex, signal?: AbortSignal): Promise<Frame> {
    return this.source.frame(index, signal);
  }

  async *frames(...[indices, options]: Parameters<FrameSource['frames']>): AsyncGenerator<Frame, void, undefined> {
    for await (const frame of this.source.frames(indices, options)) {
      try {
        await this.watch.beforeFrame?.();
      } catch (error) {
        frame.close();
        throw error;
      }
      yield this.watch.pictures ? this.#seen(frame) : frame;
    }
  }

  close(): Promise<void> {
    return this.source.close();
  }

  /** The picture of a frame that was read, if there is one; the caller closes it. */
  async take(index: FrameIndex): Promise<Picture | null> {
    const picture = this.#waiting.get(index);
    this.#waiting.delete(index);
    return (await picture) ?? null;
  }

  /** Closes every picture that was not taken. */
  release(): void {
    for (const index of [...this.#waiting.keys()]) this.#drop(index);
  }

  #seen(frame: Frame): Frame {
    const { index, timestamp, width, height } = frame;
    const rgba = async () => {
      const image = await frame.rgba();
      this.#see(index, image);
      return image;
    };
    return { index, timestamp, width, height, rgba, close: () => frame.close() };
  }

  #see(index: FrameIndex, image: RgbaImage): void {
    const { pictures } = this.watch;
    if (!pictures || this.now() - this.#lastPicture < pictures.every || this.#waiting.has(index)) return;
    this.#lastPicture = this.now();
    const picture = pictures.shrink(image).catch((error: unknown) => {
      pictures.failed(index, error);
      return null;
    });
    this.#waiting.set(index, picture);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > MAX_WAITING && oldest !== undefined) this.#drop(oldest);
  }

  #drop(index: FrameIndex): void {
    void this.take(index).then((picture) => {
      if (picture !== null) this.watch.pictures?.close(picture);
    });
  }
}
