import { proxy, type Remote } from 'comlink';
import { toForgeError } from '../../core/errors.ts';
import { frameIndex, type FrameIndex } from '../../core/schema/brands.ts';
import type { ShownBitmap, VideoHost } from '../workers/video-host.ts';
import type { WorkerLink } from '../workers/worker-link.ts';
import { Picture } from './picture.ts';
import type { FrameOnScreen, VideoStore } from './video-store.ts';

/** One open video: its worker, its frame in the store, and the requests for another one. */
export class OpenVideo {
  #wanted: FrameIndex | null = null;
  #seeking = false;
  /** Answers that come after this are dropped. */
  #closed = false;

  constructor(
    private readonly worker: WorkerLink<VideoHost>,
    private readonly store: VideoStore,
  ) {}

  /** The frame index that was asked for and is not shown yet. */
  get wanted(): FrameIndex | null {
    return this.#wanted;
  }

  /** Ends the worker, and with it every call that waits for an answer. */
  close(): void {
    this.#closed = true;
    this.worker.stop();
  }

  /** Shows a frame, clamped to the existing ones. While one is being decoded only the latest request is kept. */
  seek(rank: number): void {
    const { metadata, playing } = this.store.getState();
    if (!metadata) return;
    if (playing) this.pause();
    this.#wanted = frameIndex(Math.min(Math.max(0, Math.round(rank)), metadata.frameCount - 1));
    if (!this.#seeking) void this.#seekWanted();
  }

  /** Plays from the shown frame to the last one; from the first one where the last one is shown. */
  async play(): Promise<void> {
    const { shown, metadata, speed } = this.store.getState();
    if (!shown || !metadata) return;
    const from = shown.rank >= metadata.frameCount - 1 ? 0 : shown.rank;
    this.store.setState({ playing: true, error: null });
    const show = async (bitmap: ShownBitmap) => {
      const frame = onScreen(bitmap);
      if (!this.store.getState().playing) {
        frame.picture.release();
        return;
      }
      this.#put(frame);
      // The worker goes on when the picture is on the screen, not when it is on its way there.
      await new Promise(requestAnimationFrame);
    };
    try {
      await this.call((video) => video.play(from, speed, proxy(show)));
    } catch (error) {
      this.#report(error);
    } finally {
      if (!this.#closed && this.#wanted === null) this.store.setState({ playing: false });
    }
  }

  pause(): void {
    this.store.setState({ playing: false });
    this.#tell((video) => video.pause());
  }

  /** Changes the playback speed from now on: 1 is the video's own speed. */
  setSpeed(speed: number): void {
    this.store.setState({ speed });
    this.#tell((video) => video.setSpeed(speed));
  }

  /** Throws the worker's errors, and `aborted` when the video is closed meanwhile. */
  call<T>(request: (video: Remote<VideoHost>) => Promise<T>): Promise<T> {
    return this.worker.call(request);
  }

  async #seekWanted(): Promise<void> {
    this.#seeking = true;
    try {
      while (this.#wanted !== null && !this.#closed) {
        const rank = this.#wanted;
        if (this.store.getState().shown?.rank !== rank) {
          const shown = await this.call((video) => video.frame(rank));
          this.#put(onScreen(shown));
        }
        if (this.#wanted === rank) this.#wanted = null;
      }
    } catch (error) {
      this.#wanted = null;
      this.#report(error);
    } finally {
      this.#seeking = false;
    }
  }

  /** Sends the worker a request without an answer. */
  #tell(request: (video: Remote<VideoHost>) => Promise<void>): void {
    this.call(request).catch((error: unknown) => this.#report(error));
  }

  /** Shows a frame, and releases the one before; a frame of a closed video is released itself. */
  #put(frame: FrameOnScreen): void {
    if (this.#closed) {
      frame.picture.release();
      return;
    }
    const before = this.store.getState().shown;
    this.store.setState({ shown: frame, error: null });
    before?.picture.release();
  }

  /** An error of a closed video matters to nothing any more. */
  #report(error: unknown): void {
    if (!this.#closed) this.store.setState({ error: toForgeError(error), playing: false });
  }
}

/** A frame of the worker, with its bitmap owned by a picture. */
export const onScreen = ({ rank, timestamp, picture }: ShownBitmap): FrameOnScreen => ({
  rank,
  timestamp,
  picture: new Picture(picture),
});
