import type { EmbeddingCache } from '../../core/engine/embedding-cache.ts';
import { promptedMask, type PromptedMask } from '../../core/engine/prompted-mask.ts';
import { ForgeError } from '../../core/errors.ts';
import type { Prompt } from '../../core/ports/segmenter.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';

/** Masks on demand for the frame that a user works on, which is encoded once. */
export class SmartPrompt {
  #frame: FrameIndex | null = null;
  /** Aborts the decoding of a frame that is not needed any more. */
  #controller = new AbortController();

  constructor(private readonly embeddings: EmbeddingCache) {}

  /**
   * Encodes a frame, unless it is encoded already. A later call for another frame ends this one with
   * `aborted`.
   * Throws what EmbeddingCache.get throws.
   */
  async prepare(frame: FrameIndex): Promise<void> {
    if (this.#frame !== frame) {
      const ended = this.release();
      this.#frame = frame;
      this.#controller = new AbortController();
      await ended;
    }
    if (this.#frame === frame) await this.embeddings.get(frame);
    if (this.#frame !== frame) throw anotherFrame();
  }

  /**
   * The mask of a prompt on the prepared frame. Throws `aborted` when it is not that frame, and what
   * Segmenter.decode throws.
   */
  async mask(frame: FrameIndex, prompt: Prompt): Promise<PromptedMask> {
    if (this.#frame !== frame) throw anotherFrame();
    const { signal } = this.#controller;
    const embedding = await this.embeddings.get(frame);
    return promptedMask(this.embeddings.segmenter, embedding, prompt, signal);
  }

  /** Drops the frame; an encoding in progress is cancelled. Resolves when no work for it is left. */
  async release(): Promise<void> {
    const frame = this.#frame;
    this.forget();
    if (frame !== null) await this.embeddings.abandon(frame);
  }

  /** Drops the frame; its embedding is left as it is. */
  forget(): void {
    this.#frame = null;
    this.#controller.abort(anotherFrame());
  }
}

const anotherFrame = () => new ForgeError('aborted.other_frame');
