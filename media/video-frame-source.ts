import { type Input, type InputVideoTrack, type Source, type VideoSample } from 'mediabunny';
import { ForgeError, throwIfAborted } from '../core/errors.ts';
import type { RgbaImage } from '../core/image/rgba.ts';
import type { Frame, FrameSource } from '../core/ports/frame-source.ts';
import type { FrameTable } from '../core/frames/frame-table.ts';
import { readAhead } from '../core/frames/read-ahead.ts';
import { timestampOf } from '../core/frames/timestamp-of.ts';
import { frameIndex, type FrameIndex } from '../core/schema/brands.ts';
import type { VideoMetadata } from '../core/schema/project.ts';
import { splitAtSkippedGroups, splitIntoRuns } from './frame-runs.ts';
import { readVideo, type VideoFile } from './open-video.ts';
import { samplePixels, type DisplayGeometry } from './sample-pixels.ts';
import { streamSamples, type IndexedSample } from './sample-stream.ts';
import { decodeFailure } from './video-faults.ts';

const DEFAULT_LOOK_AHEAD = 3;

/**
 * Opens a video from a mediabunny source (a browser's BlobSource, Node's FilePathSource). All timestamps are
 * read now, no frame is decoded. `file` is the file that the source reads.
 * Throws `video_empty`, `video_unreadable`, `video_no_track`, `video_unsupported_codec`, `video_encrypted`,
 * `video_truncated`.
 */
export async function openVideo(source: Source, file: VideoFile): Promise<FrameSource> {
  const { input, track, table, metadata, geometry } = await readVideo(source, file);
  return new VideoFrameSource(input, track, table, metadata, geometry);
}

class VideoFrameSource implements FrameSource {
  readonly #live = new Set<SampleFrame>();
  readonly #closing = new AbortController();

  constructor(
    private readonly input: Input,
    private readonly track: InputVideoTrack,
    private readonly table: FrameTable,
    readonly metadata: VideoMetadata,
    private readonly geometry: DisplayGeometry,
  ) {}

  get liveFrames(): number {
    return this.#live.size;
  }

  get timestamps(): readonly number[] {
    return this.table.timestamps;
  }

  async frame(index: FrameIndex, signal?: AbortSignal): Promise<Frame> {
    const frames = this.frames([index], { lookAhead: 0, ...(signal ? { signal } : {}) });
    try {
      const { value } = await frames.next();
      if (!value) throw new ForgeError('video_decode_failed.frame', { frame: index });
      return value;
    } finally {
      await frames.return();
    }
  }

  async *frames(
    indices: readonly FrameIndex[],
    { signal, lookAhead = DEFAULT_LOOK_AHEAD }: { signal?: AbortSignal; lookAhead?: number } = {},
  ): AsyncGenerator<Frame, void, undefined> {
    this.#checkOpen();
    throwIfAborted(signal);
    for (const index of indices) timestampOf(this, index);
    // Ends the decoding on abort, on an early end of the iteration and when the source is closed.
    const ending = new AbortController();
    const stop = () => ending.abort();
    const watched = [signal, this.#closing.signal].filter((each) => each !== undefined);
    for (const each of watched) each.addEventListener('abort', stop, { once: true });
    try {
      const decoded = this.#decode(indices, ending.signal);
      yield* readAhead(decoded, lookAhead, { release: (frame) => frame.close(), stop });
    } catch (error) {
      this.#checkOpen();
      throw error;
    } finally {
      for (const each of watched) each.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    for (const frame of this.#live) frame.close();
    this.input.dispose();
  }

  /** The frames in the order given, each decoded on request (a descending run a chunk at a time). */
  async *#decode(ranks: readonly number[], signal: AbortSignal): AsyncGenerator<Frame, void, undefined> {
    for (const run of splitIntoRuns(ranks)) {
      if (run.reversed) yield* this.#decodeReversed(run.ranks, signal);
      else for await (const each of this.#decodeAscending(run.ranks, signal)) yield this.#frameOf(each);
    }
  }

  async *#decodeAscending(
    ranks: readonly number[],
    signal: AbortSignal,
  ): AsyncGenerator<IndexedSample, void, undefined> {
    for (const stretch of splitAtSkippedGroups(ranks, this.table.keyRanks)) {
      yield* streamSamples(this.track, this.table, stretch, signal);
    }
  }

  async *#decodeReversed(ranks: readonly number[], signal: AbortSignal): AsyncGenerator<Frame, void, undefined> {
    const frames: Frame[] = [];
    try {
      for await (const each of this.#decodeAscending(ranks, signal)) frames.push(this.#frameOf(each));
      for (let frame = frames.pop(); frame; frame = frames.pop()) {
        yield frame;
        throwIfAborted(signal);
      }
    } finally {
      for (const frame of frames) frame.close();
    }
  }

  #frameOf({ rank, sample }: IndexedSample): Frame {
    const timestamp = this.table.timestamps[rank] ?? sample.timestamp;
    const frame = new SampleFrame(frameIndex(rank), timestamp, sample, this.geometry, () => this.#live.delete(frame));
    this.#live.add(frame);
    if (this.#closing.signal.aborted) frame.close();
    return frame;
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw new ForgeError('video_decode_failed.closed');
  }
}

class SampleFrame implements Frame {
  readonly width: number;
  readonly height: number;
  #sample: VideoSample | null;

  constructor(
    readonly index: FrameIndex,
    readonly timestamp: number,
    sample: VideoSample,
    private readonly geometry: DisplayGeometry,
    private readonly onClose: () => void,
  ) {
    this.#sample = sample;
    this.width = geometry.width;
    this.height = geometry.height;
  }

  async rgba(): Promise<RgbaImage> {
    if (!this.#sample) throw new ForgeError('video_decode_failed.frame_released', { frame: this.index });
    try {
      return await samplePixels(this.#sample, this.geometry);
    } catch (error) {
      throw decodeFailure(error, this.index);
    }
  }

  close(): void {
    if (!this.#sample) return;
    this.#sample.close();
    this.#sample = null;
    this.onClose();
  }
}
