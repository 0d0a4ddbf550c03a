import { transfer } from 'comlink';
import { ForgeError } from '../../core/errors.ts';
import { takePixels } from '../../core/frames/take-pixels.ts';
import type { Frame, FrameSource } from '../../core/ports/frame-source.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import type { VideoMetadata } from '../../core/schema/project.ts';
import { openBlobVideo } from '../../media/blob-video.ts';
import { smallPicture } from './small-picture.ts';
import { ThumbnailMaker } from './thumbnail-maker.ts';
import { VideoPlayer, type ShownFrame } from './video-player.ts';

export type ShownBitmap = ShownFrame<ImageBitmap>;

export interface OpenedVideo {
  readonly metadata: VideoMetadata;
  /** Presentation timestamp of every frame in seconds, by frame index. */
  readonly timestamps: Float64Array;
}

interface Opened {
  readonly source: FrameSource;
  readonly player: VideoPlayer<ImageBitmap>;
  readonly thumbnails: ThumbnailMaker<ImageBitmap>;
}

/** Height of thumbnails in pixels: a filmstrip is half as high, on screens with two pixels a point too. */
const THUMBNAIL_HEIGHT = 108;

const BITMAPS = { make: toBitmap, release: (bitmap: ImageBitmap) => bitmap.close() };

/** The worker that decodes frames for display: one file at a time. */
export class VideoHost {
  #opened: Opened | null = null;

  /** Opens a file instead of the one before. Throws the `video_*` errors. */
  async open(file: File): Promise<OpenedVideo> {
    await this.close();
    const source = await openBlobVideo(file, file.name);
    const clock = {
      now: () => performance.now(),
      wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    };
    this.#opened = {
      source,
      player: new VideoPlayer(source, BITMAPS, clock),
      thumbnails: new ThumbnailMaker(source, toThumbnail, clock),
    };
    const { metadata } = source;
    const timestamps = Float64Array.from(source.timestamps);
    return transfer({ metadata, timestamps }, [timestamps.buffer]);
  }

  async frame(rank: number): Promise<ShownBitmap> {
    const { player, thumbnails } = this.#current();
    const shown = await thumbnails.before(() => player.frame(frameIndex(rank)));
    return transfer(shown, [shown.picture]);
  }

  /** `speed`: 1 is the video's own. */
  async play(from: number, speed: number, show: (frame: ShownBitmap) => Promise<void>): Promise<void> {
    const { player, thumbnails } = this.#current();
    player.speed = speed;
    await thumbnails.before(() => player.play(frameIndex(from), (shown) => show(transfer(shown, [shown.picture]))));
  }

  /** Changes the playback speed. */
  setSpeed(speed: number): void {
    if (this.#opened) this.#opened.player.speed = speed;
  }

  /** A small picture of a frame, made when the video has no other request. */
  async thumbnail(rank: number): Promise<ImageBitmap> {
    const picture = await this.#current().thumbnails.make(frameIndex(rank));
    return transfer(picture, [picture]);
  }

  /** A small picture of a frame, independent of what is shown or plays. */
  async smallPicture(rank: number): Promise<ImageBitmap> {
    const frame = await this.#current().source.frame(frameIndex(rank));
    const picture = await smallPicture(await takePixels(frame));
    return transfer(picture, [picture]);
  }

  pause(): void {
    this.#opened?.player.pause();
  }

  async close(): Promise<void> {
    this.pause();
    const closing = this.#opened;
    this.#opened = null;
    closing?.thumbnails.close();
    await closing?.player.release();
    await closing?.source.close();
  }

  /** This worker's state for tests and bug reports. */
  diagnostics() {
    return { liveFrames: this.#opened?.source.liveFrames ?? 0, crossOriginIsolated: self.crossOriginIsolated };
  }

  #current(): Opened {
    if (!this.#opened) throw new ForgeError('video_decode_failed.none_open');
    return this.#opened;
  }
}

async function toBitmap(frame: Frame): Promise<ImageBitmap> {
  const { data, width, height } = await frame.rgba();
  return createImageBitmap(new ImageData(data, width, height));
}

async function toThumbnail(frame: Frame): Promise<ImageBitmap> {
  const { data, width, height } = await frame.rgba();
  const resized = { resizeHeight: Math.min(height, THUMBNAIL_HEIGHT), resizeQuality: 'medium' } as const;
  return createImageBitmap(new ImageData(data, width, height), resized);
}
