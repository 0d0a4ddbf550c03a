import { promptedMask, type PromptedMask } from '../../core/engine/prompted-mask.ts';
import { ForgeError, throwIfAborted, toForgeError } from '../../core/errors.ts';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import type { Embedding, Prompt, Segmenter } from '../../core/ports/segmenter.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';

interface HeldFrame {
  readonly frame: FrameIndex;
  /** Ends the encoding where it is not done yet. */
  readonly controller: AbortController;
  readonly embedding: Promise<Embedding>;
}

/** Masks on demand for the frame that a person works on: it is encoded once, and its embedding stays until another frame or a job needs the room. */
export class SmartPrompt {
  #held: HeldFrame | null = null;

  /**
   * Encodes a frame, where it is not the one that is held already. A later call for another frame ends this one with `aborted`.
   * Throws `frame_out_of_range`, `video_decode_failed`, `model_run_failed`, `device_lost`, `aborted`.
   */
  async prepare(frames: FrameSource, segmenter: Segmenter, frame: FrameIndex): Promise<void> {
    if (this.#held?.frame !== frame) {
      const ended = this.release();
      const controller = new AbortController();
      const embedding = ended.then(() => encodeFrame(frames, segmenter, frame, controller.signal));
      const held = { frame, controller, embedding };
      this.#held = held;
      embedding.catch(() => {
        // What failed is tried anew by the next call.
        if (this.#held === held) this.#held = null;
      });
    }
    await this.#held.embedding;
  }

  /** The mask of a prompt on the frame that is held. Throws `aborted` where it is not that frame, and what Segmenter.decode throws. */
  async mask(segmenter: Segmenter, frame: FrameIndex, prompt: Prompt): Promise<PromptedMask> {
    const held = this.#held;
    if (held?.frame !== frame) throw new ForgeError('aborted', 'Another frame is being worked on.');
    const embedding = await held.embedding;
    return promptedMask(segmenter, embedding, prompt, held.controller.signal);
  }

  /** Lets go of the frame; resolves when nothing of it is held any more. */
  async release(): Promise<void> {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    held.controller.abort(new ForgeError('aborted', 'Stopped.'));
    const embedding = await held.embedding.catch((error: unknown) => {
      // Whoever asked for the frame has the error, too.
      if (toForgeError(error).code !== 'aborted') console.warn('The frame could not be prepared.', error);
      return null;
    });
    embedding?.dispose();
  }
}

async function encodeFrame(
  frames: FrameSource,
  segmenter: Segmenter,
  index: FrameIndex,
  signal: AbortSignal,
): Promise<Embedding> {
  throwIfAborted(signal);
  const frame = await frames.frame(index, signal);
  try {
    return await segmenter.encode(await frame.rgba(), signal);
  } finally {
    frame.close();
  }
}
