import type { Remote } from 'comlink';
import { toForgeError } from '../../core/errors.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';
import { PageError } from '../i18n/page-error.ts';
import { texts } from '../i18n/texts.ts';
import { installErrorTransfer } from '../workers/error-transfer.ts';
import type { VideoHost } from '../workers/video-host.ts';
import { WorkerLink } from '../workers/worker-link.ts';
import { onScreen, OpenVideo } from './open-video.ts';
import { Picture } from './picture.ts';
import { EMPTY_VIDEO, useVideoStore, type VideoStore } from './video-store.ts';

installErrorTransfer();

type VideoWorker = WorkerLink<VideoHost>;

/** The video of a page: opens, shows, plays and closes it. At most one is open, and one more is being opened. */
export class VideoClient {
  #open: OpenVideo | null = null;
  /** The file that is being opened. */
  #opening: VideoWorker | null = null;
  /** Grows with every opening: the results of an earlier one are dropped. */
  #attempt = 0;

  /** @param store what the page shows of it */
  constructor(
    private readonly store: VideoStore = useVideoStore,
    private readonly startWorker: () => VideoWorker = startVideoWorker,
  ) {}

  /**
   * Opens a file in a fresh worker and shows its first frame. The open video stays until the other one has
   * opened; an error is in the store's `error` as one sentence.
   *
   * @returns true when the file is open
   */
  async open(file: File): Promise<boolean> {
    this.cancelOpening();
    const mine = (this.#attempt += 1);
    const { status } = this.store.getState();
    this.store.setState(
      status === 'open'
        ? { replacement: file.name, error: null }
        : { status: 'opening', fileName: file.name, error: null },
    );
    let worker: VideoWorker | null = null;
    try {
      if (typeof VideoDecoder === 'undefined') throw new PageError('video_unsupported_codec', () => texts.noWebCodecs);
      const starting = this.startWorker();
      worker = this.#opening = starting;
      const { metadata, timestamps } = await starting.call((video) => video.open(file));
      const shown = onScreen(await starting.call((video) => video.frame(0)));
      if (mine !== this.#attempt) {
        shown.picture.release();
        return false;
      }
      this.#opening = null;
      this.close();
      this.#open = new OpenVideo(starting, this.store);
      const opened = { fileName: file.name, file, metadata, timestamps: Array.from(timestamps), shown };
      this.store.setState({ ...EMPTY_VIDEO, status: 'open', ...opened });
      return true;
    } catch (error) {
      worker?.stop();
      if (mine !== this.#attempt) return false;
      this.#opening = null;
      const still = status === 'open' ? { replacement: null } : EMPTY_VIDEO;
      this.store.setState({ ...still, error: toForgeError(error) });
      return false;
    }
  }

  /** Stops opening a file; the open video stays. */
  cancelOpening(): void {
    this.#attempt += 1;
    this.#opening?.stop();
    this.#opening = null;
    if (this.store.getState().status === 'opening') this.store.setState(EMPTY_VIDEO);
    else this.store.setState({ replacement: null });
  }

  /** Closes the open video. */
  close(): void {
    this.#open?.close();
    this.#open = null;
    const { shown } = this.store.getState();
    this.store.setState(EMPTY_VIDEO);
    shown?.picture.release();
  }

  /** Shows a frame, clamped to the existing ones. While one is being decoded only the latest request is kept. */
  seek(rank: number): void {
    this.#open?.seek(rank);
  }

  /** The frame index that steps start from: the requested one, or else the one that is shown. */
  requestedFrame(): number {
    return this.#open?.wanted ?? this.store.getState().shown?.rank ?? 0;
  }

  /** Moves by a number of frames from the requested or shown one. */
  stepBy(frames: number): void {
    this.seek(this.requestedFrame() + frames);
  }

  togglePlay(): void {
    if (this.store.getState().playing) this.pause();
    else void this.#open?.play();
  }

  pause(): void {
    this.#open?.pause();
  }

  /** Changes the playback speed from now on: 1 is the video's own speed. */
  setSpeed(speed: number): void {
    this.#open?.setSpeed(speed);
  }

  /**
   * A small picture of a frame, independent of the frame that is shown; the caller releases it. Throws the
   * `video_*` errors, and `aborted` when the video is closed meanwhile.
   */
  async smallPictureOf(rank: FrameIndex): Promise<Picture> {
    return new Picture(await this.#call((video) => video.smallPicture(rank)));
  }

  /**
   * A small picture of a frame, made when the video has no other request; the caller releases it. Throws as
   * `smallPictureOf`.
   */
  async thumbnailOf(rank: number): Promise<Picture> {
    return new Picture(await this.#call((video) => video.thumbnail(rank)));
  }

  /** The video worker's diagnostics; for tests and bug reports. */
  diagnostics() {
    return this.#open ? this.#call((video) => video.diagnostics()) : Promise.resolve(null);
  }

  #call<T>(request: (video: Remote<VideoHost>) => Promise<T>): Promise<T> {
    if (!this.#open) return Promise.reject(new PageError('video_decode_failed', () => texts.noVideoOpen));
    return this.#open.call(request);
  }
}

/** The video of the page. It is closed with the project. */
export const videoClient = new VideoClient();

function startVideoWorker(): VideoWorker {
  // The bundler finds the worker's code by an address written inside `new Worker(...)`.
  return new WorkerLink(
    new Worker(new URL('../workers/video.worker.ts', import.meta.url), { type: 'module', name: 'video' }),
  );
}
