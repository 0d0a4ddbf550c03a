import { toForgeError, type ForgeError } from '../../../../core/errors.ts';
import type { PromptedMask } from '../../../../core/engine/prompted-mask.ts';
import type { Prompt } from '../../../../core/ports/segmenter.ts';
import type { FrameIndex } from '../../../../core/schema/brands.ts';
import type { MaskRle } from '../../../../core/schema/mask.ts';
import type { DownloadProgress } from '../../../workers/model-store.ts';

/** The engine as smart select needs it. */
export interface SmartEngine {
  /** Starts the model where it does not run yet. */
  load(onDownload: (progress: DownloadProgress) => void): Promise<void>;
  prepare(frame: FrameIndex): Promise<void>;
  mask(frame: FrameIndex, prompt: Prompt): Promise<PromptedMask>;
  release(): Promise<void>;
  /** After the graphics device failed: starts anew. Returns false where there is no further way to run the model. */
  restart(error: ForgeError): boolean;
}

/** How it stands, for the page. */
export interface SmartStatus {
  readonly phase: 'off' | 'loading' | 'preparing' | 'ready' | 'failed';
  /** The model on its way from the server. */
  readonly download: DownloadProgress | null;
  readonly error: ForgeError | null;
  /** The newest mask there is for the prompt; null where there is none, or it is empty. */
  readonly preview: MaskRle | null;
  /** An answer to a newer prompt is on its way. */
  readonly answering: boolean;
}

export const SMART_OFF: SmartStatus = {
  phase: 'off',
  download: null,
  error: null,
  preview: null,
  answering: false,
};

/** A job of the engine's that came between ends an answer with `aborted`: it is asked for again, but not for ever. */
const MAX_INTERRUPTIONS = 3;

/**
 * Asks the engine for masks of the frame that is wanted. One question is under way at a time; of the prompts that come meanwhile only the
 * newest is asked, and its answer wins.
 */
export class SmartSession {
  #frame: FrameIndex | null = null;
  #prompt: Prompt | null = null;
  #loaded = false;
  /** The frame that the engine holds, and the prompt that `preview` answers. */
  #prepared: FrameIndex | null = null;
  #answered: Prompt | null = null;
  #working = false;
  #interruptions = 0;

  constructor(
    private readonly engine: SmartEngine,
    private readonly show: (status: Partial<SmartStatus>) => void,
  ) {}

  /** The frame to work on: it is encoded at once, and the prompt is forgotten. Null lets go of everything. */
  setFrame(frame: FrameIndex | null): void {
    this.#frame = frame;
    this.#prompt = null;
    this.#answered = null;
    this.show({ error: null, preview: null, answering: false, ...(frame === null ? { phase: 'off' } : {}) });
    this.#wake();
  }

  /** The points and the box as they are now; null for none. */
  setPrompt(prompt: Prompt | null): void {
    this.#prompt = prompt;
    if (prompt === null) {
      this.#answered = null;
      this.show({ preview: null, answering: false });
    } else {
      this.show({ answering: true });
      this.#wake();
    }
  }

  #wake(): void {
    this.#interruptions = 0;
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      while (await this.#step());
    } catch (error) {
      this.show({ phase: 'failed', error: toForgeError(error), download: null, answering: false });
    } finally {
      this.#working = false;
    }
  }

  /** Does the next thing that is to do. False where there is none. Throws where it is no use to go on. */
  async #step(): Promise<boolean> {
    const [frame, prompt] = [this.#frame, this.#prompt];
    try {
      if (frame === null) return await this.#letGo();
      if (this.#prepared !== frame) return await this.#prepare(frame);
      if (prompt === this.#answered) return false;
      const { mask } = await this.engine.mask(frame, prompt ?? {});
      this.#answer(frame, prompt, mask);
      return true;
    } catch (thrown) {
      const error = toForgeError(thrown);
      this.#prepared = null;
      const deviceFailed = error.code === 'device_lost' || error.code === 'model_run_failed';
      if (deviceFailed && this.engine.restart(error)) {
        this.#loaded = false;
        return true;
      }
      this.#interruptions += 1;
      if (error.code === 'aborted' && this.#interruptions < MAX_INTERRUPTIONS) return true;
      throw error;
    }
  }

  async #letGo(): Promise<boolean> {
    if (this.#prepared === null) return false;
    this.#prepared = null;
    await this.engine.release();
    return true;
  }

  async #prepare(frame: FrameIndex): Promise<boolean> {
    if (!this.#loaded) {
      this.show({ phase: 'loading' });
      await this.engine.load((download) => this.show({ download }));
      this.#loaded = true;
      this.show({ download: null });
      return true;
    }
    this.show({ phase: 'preparing' });
    await this.engine.prepare(frame);
    this.#prepared = frame;
    if (this.#frame === frame) this.show({ phase: 'ready', error: null });
    return true;
  }

  #answer(frame: FrameIndex, prompt: Prompt | null, mask: MaskRle): void {
    // The prompt was taken back, or the frame left, while the answer was on its way.
    if (this.#frame !== frame || this.#prompt === null) return;
    this.#answered = prompt;
    const isEmpty = mask.counts.length < 2;
    this.show({ preview: isEmpty ? null : mask, answering: this.#prompt !== prompt });
  }
}
