import { throwIfAborted } from '../errors.ts';
import type { RgbaImage } from '../image/rgba.ts';
import { nextTurn } from '../next-turn.ts';
import type { Frame, FrameSource } from '../ports/frame-source.ts';
import type { Embedding, Segmenter } from '../ports/segmenter.ts';
import { readAhead } from '../frames/read-ahead.ts';
import { takePixels } from '../frames/take-pixels.ts';
import { timestampOf } from '../frames/timestamp-of.ts';
import type { FrameIndex } from '../schema/brands.ts';
import type { KeepEmbedding, KnownEmbeddings } from './embedding-cache.ts';
import { cellFeatures } from './matching/features.ts';
import { Matcher, type StoredFrame } from './matching/matcher.ts';

/**
 * One frame is encoded while the engine works on another, and one more has its pixels ready by then. A view
 * takes about 8 MB.
 */
const VIEWS_AHEAD = 2;

/** A frame after the encoder: the input of the search for every object on it. */
export interface FrameView {
  readonly frame: FrameIndex;
  readonly timestamp: number;
  readonly embedding: Embedding;
  readonly features: StoredFrame;
}

/** What views are made of. */
export interface FrameViewPorts {
  readonly frames: FrameSource;
  readonly segmenter: Segmenter;
  readonly known?: KnownEmbeddings;
  readonly keep?: KeepEmbedding;
}

/**
 * Encodes frames, once each, from the second one on up to two ahead of the consumer: while the model encodes
 * the next frame, the engine's own work on this one costs no wall time where the runtime has its own threads.
 * Features may outlive their view: memories retain them by reference count.
 */
export class FrameViews {
  readonly #retained = new Map<StoredFrame, number>();
  readonly #kept = new Map<FrameIndex, Promise<FrameView>>();
  #matcher: Matcher | undefined;
  #makingMatcher: Promise<Matcher> | undefined;

  /**
   * @param ports `known`: frames that were already encoded, from the same source by the same segmenter: they are
   * neither read nor encoded again; `keep` takes the embeddings over that are needed no more
   * @param toKeep frames that are visited more than once: their views are kept from the first time on (about
   * 8 MB each)
   */
  constructor(
    private readonly ports: FrameViewPorts,
    private readonly toKeep: ReadonlySet<FrameIndex>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Exists once a view was made. */
  get matcher(): Matcher {
    if (!this.#matcher) throw new Error('no frame was encoded yet');
    return this.#matcher;
  }

  /**
   * The views of the given frames in their order. A view is released when the next one is asked for, unless
   * it is kept.
   */
  async *views(indices: readonly FrameIndex[]): AsyncGenerator<FrameView, void, undefined> {
    throwIfAborted(this.signal);
    const ending = new AbortController();
    const end = () => ending.abort();
    this.signal?.addEventListener('abort', end, { once: true });
    const unused: Promise<void>[] = [];
    const begun = readAhead(this.#begin(indices, ending.signal), VIEWS_AHEAD, {
      // The model runs one task at a time: the labels of the first frame would wait for the encoder of the
      // second.
      firstAlone: true,
      release: ({ view }) =>
        void unused.push(
          view.then(
            (each) => this.#letGo(each),
            () => undefined, // a failure of an unused view has no receiver
          ),
        ),
      stop: end,
    });
    try {
      for await (const { view: coming } of begun) {
        const view = await coming;
        try {
          // The model gets its next frame before the engine keeps this thread busy with this one.
          await nextTurn();
          throwIfAborted(this.signal);
          yield view;
        } finally {
          this.#letGo(view);
        }
      }
    } finally {
      this.signal?.removeEventListener('abort', end);
      await Promise.all(unused);
    }
  }

  /**
   * Reads the frames one after another and passes each to the model without waiting for it. Kept frames are
   * read and encoded the first time only, known ones never. (In an object, because a generator awaits a
   * promise that it yields.)
   */
  async *#begin(
    indices: readonly FrameIndex[],
    signal: AbortSignal,
  ): AsyncGenerator<{ view: Promise<FrameView> }, void, undefined> {
    const known = new Set(indices.filter((index) => this.ports.known?.has(index)));
    const decoded = this.ports.frames.frames(this.#toRead(indices, known), { signal });
    try {
      for (const index of indices) {
        throwIfAborted(signal);
        const kept = this.#kept.get(index);
        if (kept) {
          yield { view: kept };
          continue;
        }
        const { view } = known.delete(index)
          ? { view: this.#viewAlone(index, signal) }
          : await this.#encodeNext(decoded, index, signal);
        // It can fail before its turn comes; until then that must not count as unhandled.
        view.catch(() => undefined);
        if (this.toKeep.has(index)) this.#kept.set(index, view);
        yield { view };
      }
    } finally {
      await decoded.return();
    }
  }

  /**
   * The frames that are neither kept nor known when their turn comes: a known embedding is used up the first
   * time.
   */
  #toRead(indices: readonly FrameIndex[], known: ReadonlySet<FrameIndex>): FrameIndex[] {
    const kept = new Set(this.#kept.keys());
    const unused = new Set(known);
    return indices.filter((index) => {
      if (kept.has(index)) return false;
      if (this.toKeep.has(index)) kept.add(index);
      return !unused.delete(index);
    });
  }

  /** The view of one frame out of turn, for the duration of a task. */
  async withView(index: FrameIndex, task: (view: FrameView) => Promise<void>): Promise<void> {
    const view = await this.#viewAlone(index, this.signal);
    try {
      await task(view);
    } finally {
      this.#drop(view);
    }
  }

  /** The view of a frame that is known or read on its own. */
  async #viewAlone(index: FrameIndex, signal: AbortSignal | undefined): Promise<FrameView> {
    const known = await this.ports.known?.take(index);
    if (known) return this.#viewOf({ index, timestamp: timestampOf(this.ports.frames, index) }, known);
    const frame = await this.ports.frames.frame(index, signal);
    return this.#encode(frame, await takePixels(frame), signal);
  }

  /** Resolves when the frame is passed to the model, with the pending view in an object. */
  async #encodeNext(
    decoded: AsyncGenerator<Frame, void, undefined>,
    index: FrameIndex,
    signal: AbortSignal,
  ): Promise<{ view: Promise<FrameView> }> {
    const next = await decoded.next();
    if (next.done) throw new Error(`the frame source ended before frame ${index}`);
    return { view: this.#encode(next.value, await takePixels(next.value), signal) };
  }

  async #encode(
    at: Pick<Frame, 'index' | 'timestamp'>,
    pixels: RgbaImage,
    signal: AbortSignal | undefined,
  ): Promise<FrameView> {
    return this.#viewOf(at, await this.ports.segmenter.encode(pixels, signal));
  }

  /** Disposes the embedding on failure. */
  async #viewOf({ index, timestamp }: Pick<Frame, 'index' | 'timestamp'>, embedding: Embedding): Promise<FrameView> {
    try {
      const matcher = await this.#matcherFor(embedding);
      const features = matcher.store(cellFeatures(embedding));
      this.retain(features);
      return { frame: index, timestamp, embedding, features };
    } catch (error) {
      embedding.dispose();
      throw error;
    }
  }

  /** One matcher for all views; the first of several concurrent calls creates it. */
  async #matcherFor({ columns, rows, channels }: Embedding): Promise<Matcher> {
    this.#makingMatcher ??= Matcher.create(columns, rows, channels);
    return (this.#matcher = await this.#makingMatcher);
  }

  /** Keeps features for a memory beyond the life of their view. */
  retain(features: StoredFrame): void {
    this.#retained.set(features, (this.#retained.get(features) ?? 0) + 1);
  }

  /** Undoes one retain(). */
  release(features: StoredFrame): void {
    const count = (this.#retained.get(features) ?? 0) - 1;
    if (count > 0) this.#retained.set(features, count);
    else if (this.#retained.delete(features)) this.#matcher?.release(features);
  }

  /** Releases the kept views. */
  async dispose(): Promise<void> {
    for (const kept of await Promise.allSettled(this.#kept.values()))
      if (kept.status === 'fulfilled') this.#drop(kept.value);
    this.#kept.clear();
  }

  #letGo(view: FrameView): void {
    if (!this.#kept.has(view.frame)) this.#drop(view);
  }

  #drop({ frame, embedding, features }: FrameView): void {
    if (this.ports.keep) this.ports.keep(frame, embedding);
    else embedding.dispose();
    this.release(features);
  }
}
