import type { RgbaImage } from '../image/rgba.ts';
import type { FrameIndex } from '../schema/brands.ts';
import type { VideoMetadata } from '../schema/project.ts';

/**
 * One decoded frame. It holds decoder memory: the receiver closes it, exactly once, as soon as its pixels are
 * read.
 */
export interface Frame {
  readonly index: FrameIndex;
  /** Presentation timestamp in seconds, as in the file. */
  readonly timestamp: number;
  /** Displayed size in pixels: rotated, with square pixels. */
  readonly width: number;
  readonly height: number;
  /** The displayed pixels as a fresh copy. Throws `video_decode_failed` after close(). */
  rgba(): Promise<RgbaImage>;
  /** Releases the decoder memory; idempotent. */
  close(): void;
}

/** A source of frames: a video file in a browser or in Node, or a folder of images. */
export interface FrameSource {
  readonly metadata: VideoMetadata;

  /** Presentation timestamps of all frames in seconds, by frame index, strictly ascending; one for each frame. */
  readonly timestamps: readonly number[];

  /** Random access to one frame. Throws `frame_out_of_range`, `video_decode_failed`, `aborted`. */
  frame(index: FrameIndex, signal?: AbortSignal): Promise<Frame>;

  /**
   * The frames of the given indices, in the order given (ascending and descending runs are efficient).
   * Decoding runs ahead of the consumer by at most `lookAhead` frames (default 3). Ending the iteration
   * early, or aborting, releases every frame not yet handed out.
   * Throws `frame_out_of_range`, `video_decode_failed`, `aborted`.
   */
  frames(
    indices: readonly FrameIndex[],
    options?: { signal?: AbortSignal; lookAhead?: number },
  ): AsyncGenerator<Frame, void, undefined>;

  /**
   * Frames decoded and not yet closed, including those waiting in the look-ahead. 0 when nothing is in use.
   */
  readonly liveFrames: number;

  /** Releases everything; idempotent. Afterwards every call throws `video_decode_failed`. */
  close(): Promise<void>;
}
