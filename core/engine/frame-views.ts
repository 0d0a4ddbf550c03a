import { throwIfAborted } from '../errors.ts';
import type { Frame, FrameSource } from '../ports/frame-source.ts';
import type { Embedding, Segmenter } from '../ports/segmenter.ts';
import type { FrameIndex } from '../schema/brands.ts';
import { cellFeatures } from './matching/features.ts';
import { Matcher, type StoredFrame } from './matching/matcher.ts';

/** A frame after the encoder: what every object on it is found with. */
export interface FrameView {
  readonly frame: FrameIndex;
  readonly timestamp: number;
  readonly embedding: Embedding;
  readonly features: StoredFrame;
}

/**
 * Encodes frames, once each, one ahead of the consumer: while the model encodes the next frame, the engine's own work on this one costs
 * no wall time where the runtime has threads of its own. Features may outlive their view: memories retain them by count.
 */
export class FrameViews {
  readonly #retained = new Map<StoredFrame, number>();
  readonly #kept = new Map<FrameIndex, FrameView>();
  #matcher: Matcher | undefined;

  /** @param keepFor frames that will be asked for again: their views are kept between sweeps (about 5 MB each) */
  constructor(
    private readonly source: FrameSource,
    private readonly segmenter: Segmenter,
    private readonly keepFor: ReadonlySet<FrameIndex>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Exists once a view was made. */
  get matcher(): Matcher {
    if (!this.#matcher) throw new Error('no frame was encoded yet');
    return this.#matcher;
  }

  /** The views of the given frames in their order. A view is released when the next one is asked for, unless it is kept. */
  async *views(indices: readonly FrameIndex[]): AsyncGenerator<FrameView, void, undefined> {
    const decoded = this.source.frames(
      indices.filter((index) => !this.#kept.has(index)),
      this.signal ? { signal: this.signal } : {},
    );
    const make = async (index: FrameIndex): Promise<FrameView> => {
      const kept = this.#kept.get(index);
      if (kept) return kept;
      const next = await decoded.next();
      if (next.done) throw new Error(`the frame source ended before frame ${index}`);
      return this.#encode(next.value);
    };
    let ahead: Promise<FrameView> | undefined;
    try {
      for (const [i, index] of indices.entries()) {
        throwIfAborted(this.signal);
        const view = await (ahead ?? make(index));
        const following = indices[i + 1];
        ahead = following === undefined ? undefined : make(following);
        // The consumer may stop before it asks for the next view; its failure is then nobody's, and finally() below waits for it.
        ahead?.catch(() => undefined);
        try {
          yield view;
        } finally {
          if (this.keepFor.has(index) && !this.#kept.has(index)) this.#kept.set(index, view);
          else if (!this.keepFor.has(index)) this.#drop(view);
        }
      }
    } finally {
      const unused = await ahead?.catch(() => undefined);
      if (unused && !this.#kept.has(unused.frame)) this.#drop(unused);
      await decoded.return();
    }
  }

  /** The view of one frame out of turn, for the time of a task. */
  async withView(index: FrameIndex, task: (view: FrameView) => Promise<void>): Promise<void> {
    const view = await this.#encode(await this.source.frame(index, this.signal));
    try {
      await task(view);
    } finally {
      this.#drop(view);
    }
  }

  async #encode(frame: Frame): Promise<FrameView> {
    try {
      const embedding = await this.segmenter.encode(await frame.rgba(), this.signal);
      this.#matcher ??= await Matcher.create(embedding.columns, embedding.rows, embedding.channels);
      const features = this.#matcher.store(cellFeatures(embedding));
      this.retain(features);
      return { frame: frame.index, timestamp: frame.timestamp, embedding, features };
    } finally {
      frame.close();
    }
  }

  /** Keeps features for a memory beyond their view's life. */
  retain(features: StoredFrame): void {
    this.#retained.set(features, (this.#retained.get(features) ?? 0) + 1);
  }

  /** Undoes one retain(). */
  release(features: StoredFrame): void {
    const count = (this.#retained.get(features) ?? 0) - 1;
    if (count > 0) this.#retained.set(features, count);
    else if (this.#retained.delete(features)) this.#matcher?.release(features);
  }

  /** Forgets a view that was kept. */
  forget(index: FrameIndex): void {
    const view = this.#kept.get(index);
    if (this.#kept.delete(index) && view) this.#drop(view);
  }

  dispose(): void {
    for (const index of [...this.#kept.keys()]) this.forget(index);
  }

  #drop(view: FrameView): void {
    view.embedding.dispose();
    this.release(view.features);
  }
}
