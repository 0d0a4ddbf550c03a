import { ForgeError, throwIfAborted } from '../errors.ts';
import type { FrameSource } from '../ports/frame-source.ts';
import type { Embedding, Segmenter } from '../ports/segmenter.ts';
import type { FrameIndex } from '../schema/brands.ts';

/** Frames that are encoded already, as a run needs them. */
export interface KnownEmbeddings {
  has(frame: FrameIndex): boolean;
  /**
   * The embedding of a frame that is here, which is the caller's from now on: it is the caller that disposes
   * it. Null where it is not here any more.
   */
  take(frame: FrameIndex): Promise<Embedding | null>;
}

interface Held {
  /** Ends the encoding where it has not begun. */
  readonly controller: AbortController;
  readonly embedding: Promise<Embedding>;
  isReady: boolean;
}

/** An embedding is worth 4 MB. */
const DEFAULT_CAPACITY = 4;

/**
 * The embeddings of the frames that a user works on: each is encoded once, for smart select and for the run
 * that follows. It belongs to one video and one model, whose embeddings alone it has, and holds a few frames:
 * another one takes the place of the one that was wanted longest ago.
 */
export class EmbeddingCache implements KnownEmbeddings {
  /** The one that was wanted last comes last. */
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
   * The embedding of a frame, which is encoded where it is not here. It stays the cache's: nobody else
   * disposes it. Throws `frame_out_of_range`, `video_decode_failed`, `model_run_failed`, `device_lost`;
   * `aborted` where it is dropped before it is ready.
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
   * Waits for one that is being encoded. What failed meanwhile is not here: whoever wants the frame encodes
   * it, and sees why.
   */
  async take(frame: FrameIndex): Promise<Embedding | null> {
    const held = this.#held.get(frame);
    if (!held) return null;
    this.#held.delete(frame);
    return held.embedding.catch(toNull);
  }

  /** Gives a frame up where it is not ready yet; resolves when nothing is done for it any more. */
  async abandon(frame: FrameIndex): Promise<void> {
    if (this.#held.get(frame)?.isReady === false) await this.#drop(frame);
  }

  /** Drops all frames but these; resolves when nothing of the others is held any more. */
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
        // What failed is tried anew by the next call.
        if (this.#held.get(frame) === held) this.#held.delete(frame);
      },
    );
    return held;
  }

  async #encode(index: FrameIndex, signal: AbortSignal): Promise<Embedding> {
    throwIfAborted(signal);
    const frame = await this.frames.frame(index, signal);
    try {
      return await this.segmenter.encode(await frame.rgba(), signal);
    } finally {
      frame.close();
    }
  }

  async #drop(frame: FrameIndex): Promise<void> {
    const held = this.#held.get(frame);
    if (!held) return;
    this.#held.delete(frame);
    held.controller.abort(new ForgeError('aborted', 'Stopped.'));
    (await held.embedding.catch(toNull))?.dispose();
  }
}

/** For failures that whoever asked for the frame is told of. */
const toNull = () => null;
