import { ForgeError, toForgeError } from '../../core/errors.ts';
import type { Frame, FrameSource } from '../../core/ports/frame-source.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';
import type { PlayerClock } from './video-player.ts';

/**
 * Milliseconds after the last requested frame before thumbnails go on: a user who steps through a video goes
 * on stepping.
 */
const REST_MS = 200;

/**
 * Small pictures of frames, one at a time and only while the video has no other request: a decoding in
 * progress is cancelled when a frame is requested, and started again later.
 */
export class ThumbnailMaker<Picture> {
  #foreground = 0;
  #restingUntil = 0;
  #current: AbortController | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly source: Pick<FrameSource, 'frame'>,
    private readonly toPicture: (frame: Frame) => Promise<Picture>,
    private readonly clock: PlayerClock,
  ) {}

  /** Runs work that takes precedence over thumbnails. */
  async before<T>(work: () => Promise<T>): Promise<T> {
    this.#foreground += 1;
    this.#current?.abort();
    try {
      return await work();
    } finally {
      this.#foreground -= 1;
      this.#restingUntil = this.clock.now() + REST_MS;
    }
  }

  /**
   * The picture of a frame, when there is time for it. Throws `frame_out_of_range`, `video_decode_failed`,
   * and `aborted` after close().
   */
  make(rank: FrameIndex): Promise<Picture> {
    const made = this.#last.then(() => this.#makeWhenIdle(rank));
    this.#last = made.catch(() => undefined);
    return made;
  }

  /** Cancels the current thumbnail and those that wait. */
  close(): void {
    this.#closed = true;
    this.#current?.abort();
  }

  async #makeWhenIdle(rank: FrameIndex): Promise<Picture> {
    for (;;) {
      await this.#idle();
      const attempt = new AbortController();
      this.#current = attempt;
      try {
        const frame = await this.source.frame(rank, attempt.signal);
        try {
          return await this.toPicture(frame);
        } finally {
          frame.close();
        }
      } catch (error) {
        const known = toForgeError(error);
        if (known.code !== 'aborted' || this.#closed) throw known;
      } finally {
        this.#current = null;
      }
    }
  }

  async #idle(): Promise<void> {
    while (!this.#closed && (this.#foreground > 0 || this.clock.now() < this.#restingUntil))
      await this.clock.wait(REST_MS / 2);
    if (this.#closed) throw new ForgeError('aborted');
  }
}
