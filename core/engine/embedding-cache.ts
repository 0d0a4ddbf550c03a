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

/** Takes an embedding over from who needs it no more. */
export type KeepEmbedding = (frame: FrameIndex, embedding: Embedding) => void;

interface Held {
  /** Cancels the encoding where it has not begun. */
  readonly controller: AbortController;
  readonly embedding: Promise<Embedding>;
  /** 0 until it is ready. */
  bytes: number;
}

/** Bytes of memory that an embedding takes: 7 MB of a 16:9 frame. */
const bytesOf = ({ features, encoded }: Embedding): number => features.byteLength + encoded.byteLength;

/**
 * Bytes that a device spares for embeddings: a sixteenth of its memory, from 64 MB to 1 GB (9 to 140 frames of 16:9).
 *
 * @param memory of the device in GB; where it is not known, 4 are assumed
 */
export function embeddingBudget(memory = 4): number {
  return Math.min(1024, Math.max(64, (memory * 1024) / 16)) * 2 ** 20;
}

/**
 * The embeddings of the frames that a user works on: each is encoded once, for smart select, for corrections and for
 * the run that follows. A cache belongs to one video and one model. It holds as many frames as there is room for, and
 * drops the least recently used; of the frames of a correction (`prefer`) those that it needs last.
 */
export class EmbeddingCache implements KnownEmbeddings {
  /** In order of use, the most recent last. */
  readonly #held = new Map<FrameIndex, Held>();
  /** The place of each frame in the order of `prefer`. */
  #preferred: ReadonlyMap<FrameIndex, number> = new Map();

  /** @param maxBytes the most bytes that embeddings take here; one is held whatever it takes */
  constructor(
    readonly frames: FrameSource,
    readonly segmenter: Segmenter,
    private readonly maxBytes = embeddingBudget(),
  ) {}

  /** The number of frames that are held. */
  get size(): number {
    return this.#held.size;
  }

  has(frame: FrameIndex): boolean {
    return this.#held.has(frame);
  }

  /**
   * The frames to hold, where there is no room for all, before any other one: the first of them the longest. It
   * replaces the order before.
   */
  prefer(order: readonly FrameIndex[]): void {
    this.#preferred = new Map(order.map((frame, place) => [frame, place]));
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
    this.#makeRoom(frame);
    return held.embedding;
  }

  /** Takes an embedding over, which it disposes at once where there is no room for it or the frame is held already. */
  put(frame: FrameIndex, embedding: Embedding): void {
    if (this.#held.has(frame)) {
      embedding.dispose();
      return;
    }
    const bytes = bytesOf(embedding);
    this.#held.set(frame, { controller: new AbortController(), embedding: Promise.resolve(embedding), bytes });
    this.#makeRoom();
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
    if (this.#held.get(frame)?.bytes === 0) await this.#drop(frame);
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
    const held: Held = { controller, embedding, bytes: 0 };
    embedding.then(
      (ready) => {
        held.bytes = bytesOf(ready);
        this.#makeRoom(frame);
      },
      () => {
        // The next call retries a failed frame.
        if (this.#held.get(frame) === held) this.#held.delete(frame);
      },
    );
    return held;
  }

  /** @param wanted a frame that stays: somebody waits for it */
  #makeRoom(wanted?: FrameIndex): void {
    for (;;) {
      const sizes = [...this.#held.values()].map(({ bytes }) => bytes);
      // One that is being encoded will take as much as the others, which are of the same video.
      const usual = Math.max(0, ...sizes);
      const bytes = sizes.reduce((sum, each) => sum + (each || usual), 0);
      const last = bytes > this.maxBytes ? this.#leastWanted(wanted) : undefined;
      if (last === undefined || this.#held.size === 1) return;
      void this.#drop(last);
    }
  }

  /** Of the frames that are not preferred the least recently used, then the last of those that are. */
  #leastWanted(wanted: FrameIndex | undefined): FrameIndex | undefined {
    let least: FrameIndex | undefined;
    const place = (frame: FrameIndex) => this.#preferred.get(frame) ?? Infinity;
    for (const frame of this.#held.keys())
      if (frame !== wanted && (least === undefined || place(frame) > place(least))) least = frame;
    return least;
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
