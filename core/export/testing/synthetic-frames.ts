import { ForgeError, throwIfAborted } from '../../errors.ts';
import { timestampOf } from '../../frames/timestamp-of.ts';
import type { RgbaImage } from '../../image/rgba.ts';
import type { Frame, FrameSource } from '../../ports/frame-source.ts';
import { frameIndex, type FrameIndex } from '../../schema/brands.ts';
import type { VideoMetadata } from '../../schema/project.ts';

/**
 * The pixels of a frame: noise-free stripes that move by `shift` pixels per frame, so that every frame is
 * different.
 */
export function stripes(width: number, height: number, shift: number): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      data[at] = ((x + shift) * 8) & 255;
      data[at + 1] = (y * 4) & 255;
      data[at + 2] = ((x + y + shift) * 2) & 255;
      data[at + 3] = 255;
    }
  }
  return { width, height, data };
}

/** Metadata of a constant-rate video of 10 frames per second. */
export function syntheticVideo(facts: Partial<VideoMetadata> = {}): VideoMetadata {
  const frameCount = facts.frameCount ?? 10;
  return {
    name: 'clip.mp4',
    size: 1000,
    container: 'MP4',
    codec: 'avc',
    width: 64,
    height: 48,
    rotation: 0,
    duration: frameCount / 10,
    frameCount,
    nominalFps: 10,
    variableFps: false,
    firstTimestamp: 0,
    lastTimestamp: (frameCount - 1) / 10,
    ...facts,
  };
}

/** Frames that are computed instead of decoded; it counts live frames as a decoder would. */
export class SyntheticFrames implements FrameSource {
  /** Indices of the frames handed out so far, in order. */
  readonly handedOut: number[] = [];
  readonly timestamps: readonly number[];
  readonly #live = new Set<Frame>();
  #isClosed = false;

  constructor(
    readonly metadata: VideoMetadata,
    private readonly paint: (index: FrameIndex) => RgbaImage = (index) =>
      stripes(metadata.width, metadata.height, index),
  ) {
    const { frameCount, firstTimestamp, nominalFps } = metadata;
    this.timestamps = Array.from({ length: frameCount }, (_, rank) => firstTimestamp + rank / nominalFps);
  }

  get liveFrames(): number {
    return this.#live.size;
  }

  async frame(index: FrameIndex, signal?: AbortSignal): Promise<Frame> {
    throwIfAborted(signal);
    this.#mustExist(index);
    this.handedOut.push(index);
    const { width, height } = this.metadata;
    const frame: Frame = {
      index,
      timestamp: timestampOf(this, index),
      width,
      height,
      rgba: async () => {
        if (!this.#live.has(frame)) throw new ForgeError('video_decode_failed.frame_released', { frame: index });
        return this.paint(index);
      },
      close: () => void this.#live.delete(frame),
    };
    this.#live.add(frame);
    return frame;
  }

  async *frames(indices: readonly FrameIndex[], options: { signal?: AbortSignal } = {}) {
    for (const index of indices) this.#mustExist(index);
    for (const index of indices) yield await this.frame(index, options.signal);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#live.clear();
  }

  #mustExist(index: FrameIndex): void {
    if (this.#isClosed) throw new ForgeError('video_decode_failed.closed');
    if (index >= this.metadata.frameCount) throw new ForgeError('frame_out_of_range.video', { frame: index });
  }
}

/** The frame indices 0, 1, ..., count - 1. */
export const ranks = (count: number): FrameIndex[] => Array.from({ length: count }, (_, rank) => frameIndex(rank));
