import { ForgeError, throwIfAborted } from '../errors.ts';
import { takePixels } from '../frames/take-pixels.ts';
import type { FrameSource } from '../ports/frame-source.ts';
import type { Embedding, Segmenter } from '../ports/segmenter.ts';
import type { FrameIndex } from '../schema/brands.ts';

/** Frames that are already encoded, as a run needs them. */
export interface KnownEmbeddings {
  has(frame: FrameIndex): boolean;
  /**
   * Hands over the embedding of a cached frame: the caller then owns and disposes it. Null where it is not
   * cached.
   */
  take(frame: FrameIndex): Promise<Embedding | null>;
}

interface Held {
  /** Cancels the encoding where it has not begun. */
  readonly controller: AbortController;
  readonly embedding: Promise<Embedding>;
  isReady: boolean;
}

/** An embedding of a 16:9 frame takes 7 MB. */
const DEFAULT_CAPACITY = 4;

/**
 * The embeddings of the frames that a user works on: each is encoded once, for smart select and for the run
 * that follows. A cache belongs to one video and one model. It holds a few frames and evicts the least
 * recently used.
 */
export class EmbeddingCache implements KnownEmbeddings {
  /** In order of use, the most recent last. */
  readonly #held = new Map<FrameIndex, Held>();

  /** @param capacity the most frames that are held at a time */
  constructor(
    readonly frames: FrameSource,
    readonly segmenter: Segmenter,
    private readonly capacity = DEFAULT_CAPACITY,
  ) {}

  has(frame: FrameIndex): boolean {
    return this.#held.has(frame);
  }

  /**
   * The embedding of a frame, encoded where it is not cached. The cache keeps ownership: callers do not
   * dispose it.
   * Throws `frame_out_of_range`, `video_decode_failed`, `model_run_failed`, `device_lost`; `aborted` where it
   * is dropped before it is ready.
   */
  get(frame: FrameIndex): Promise<Embedding> {
    const held = this.#held.get(frame) ?? this.#begin(frame);
    this.#held.delete(frame);
    this.#held.set(frame, held);
    for (const [oldest] of this.#held) {
      if (this.#held.size <= this.capacity) break;
      void this.#drop(oldest);
    }
    return held.embedding;
  }

  /**
   * Waits for an encoding in progress. After a failure it gives null: the caller then encodes the frame
   * itself and gets the error.
   */
  async take(frame: FrameIndex): Promise<Embedding | null> {
    const held = this.#held.get(frame);
    if (!held) return null;
    this.#held.delete(frame);
    return held.embedding.catch(toNull);
  }

  /** Drops a frame that is not ready yet; resolves when its work has ended. */
  async abandon(frame: FrameIndex): Promise<void> {
    if (this.#held.get(frame)?.isReady === false) await this.#drop(frame);
  }

  /** Drops all frames but these; resolves when the others are released. */
  async keepOnly(frames: ReadonlySet<FrameIndex>): Promise<void> {
    const others = [...this.#held.keys()].filter((frame) => !frames.has(frame));
    await Promise.all(others.map((frame) => this.#drop(frame)));
  }

  /** Drops everything. */
  release(): Promise<void> {
    return this.keepOnly(new Set());
  }

  #begin(frame: FrameIndex): Held {
    const controller = new AbortController();
    const embedding = this.#encode(frame, controller.signal);
    const held: Held = { controller, embedding, isReady: false };
    embedding.then(
      () => (held.isReady = true),
      () => {
        // The next call retries a failed frame.
        if (this.#held.get(frame) === held) this.#held.delete(frame);
      },
    );
    return held;
  }

  async #encode(index: FrameIndex, signal: AbortSignal): Promise<Embedding> {
    throwIfAborted(signal);
    return this.segmenter.encode(await takePixels(await this.frames.frame(index, signal)), signal);
  }

  async #drop(frame: FrameIndex): Promise<void> {
    const held = this.#held.get(frame);
    if (!held) return;
    this.#held.delete(frame);
    held.controller.abort(new ForgeError('aborted'));
    (await held.embedding.catch(toNull))?.dispose();
  }
}

/** For failures that `get` reports to its own caller. */
const toNull = () => null;
