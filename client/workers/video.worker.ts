import '../lib/zod-without-eval.ts';
import { expose, transfer } from 'comlink';
import { BlobSource } from 'mediabunny';
import { ForgeError } from '../../core/errors.ts';
import type { Frame, FrameSource } from '../../core/ports/frame-source.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import type { VideoMetadata } from '../../core/schema/project.ts';
import { openVideo } from '../../media/video-frame-source.ts';
import { installErrorTransfer } from './error-transfer.ts';
import { VideoPlayer, type ShownFrame } from './video-player.ts';

export type ShownBitmap = ShownFrame<ImageBitmap>;

export interface OpenedVideo {
  readonly metadata: VideoMetadata;
  /** Presentation timestamp of every frame in seconds, by rank. */
  readonly timestamps: Float64Array;
}

interface Opened {
  readonly source: FrameSource;
  readonly player: VideoPlayer<ImageBitmap>;
}

let opened: Opened | null = null;

const api = {
  /** Opens a file instead of the one before. Throws the `video_*` errors. */
  async open(file: File): Promise<OpenedVideo> {
    await api.close();
    const source = await openVideo(new BlobSource(file), { name: file.name, size: file.size });
    const clock = {
      now: () => performance.now(),
      wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    };
    opened = { source, player: new VideoPlayer(source, toBitmap, clock) };
    const { metadata } = source;
    const timestamps = Float64Array.from({ length: metadata.frameCount }, (_, rank) =>
      source.timestampOf(frameIndex(rank)),
    );
    return transfer({ metadata, timestamps }, [timestamps.buffer]);
  },

  async frame(rank: number): Promise<ShownBitmap> {
    const shown = await current().player.frame(frameIndex(rank));
    return transfer(shown, [shown.picture]);
  },

  async play(from: number, show: (frame: ShownBitmap) => Promise<void>): Promise<void> {
    await current().player.play(frameIndex(from), (shown) => show(transfer(shown, [shown.picture])));
  },

  pause(): void {
    opened?.player.pause();
  },

  async close(): Promise<void> {
    opened?.player.pause();
    const closing = opened;
    opened = null;
    await closing?.player.release();
    await closing?.source.close();
  },

  /** What a test or a bug report wants to know of this worker. */
  diagnostics() {
    return { liveFrames: opened?.source.liveFrames ?? 0, crossOriginIsolated: self.crossOriginIsolated };
  },
};

export type VideoWorkerApi = typeof api;

function current(): Opened {
  if (!opened) throw new ForgeError('video_decode_failed', 'No video is open.');
  return opened;
}

async function toBitmap(frame: Frame): Promise<ImageBitmap> {
  const { data, width, height } = await frame.rgba();
  return createImageBitmap(new ImageData(data, width, height));
}

installErrorTransfer();
expose(api);
