import { toForgeError, type ForgeError } from '../../../../core/errors.ts';
import type { PromptedMask } from '../../../../core/engine/prompted-mask.ts';
import { DEVICE_FAILURES } from '../../../../core/models/device-failures.ts';
import type { Prompt } from '../../../../core/ports/segmenter.ts';
import type { FrameIndex } from '../../../../core/schema/brands.ts';
import type { MaskRle } from '../../../../core/schema/mask.ts';
import type { DownloadProgress } from '../../../workers/model-store.ts';

/** The engine as smart select needs it. */
export interface SmartEngine {
  /** Starts the model where it is not running yet. */
  load(onDownload: (progress: DownloadProgress) => void): Promise<void>;
  prepare(frame: FrameIndex): Promise<void>;
  mask(frame: FrameIndex, prompt: Prompt): Promise<PromptedMask>;
  release(): Promise<void>;
  /** Restarts after a failure of the graphics device. Returns false where no other backend is left. */
  restart(error: ForgeError): boolean;
}

/** The state of smart select, for the page. */
export interface SmartStatus {
  readonly phase: 'off' | 'loading' | 'preparing' | 'ready' | 'failed';
  /** Progress of the model's download from the server. */
  readonly download: DownloadProgress | null;
  readonly error: ForgeError | null;
  /** The newest mask for the prompt; null where there is none, or it is empty. */
  readonly preview: MaskRle | null;
  /** How far the preview fills the prompt's box (core/engine/fill.ts); null without either. */
  readonly fill: number | null;
  /** The answer to a newer prompt is pending. */
  readonly answering: boolean;
}

export const SMART_OFF: SmartStatus = {
  phase: 'off',
  download: null,
  error: null,
  preview: null,
  fill: null,
  answering: false,
};

/** Another job of the engine ends a request with `aborted`: it is repeated, up to this many times. */
const MAX_INTERRUPTIONS = 3;

/**
 * Requests masks of the wanted frame from the engine, one at a time; of the prompts that arrive meanwhile
 * only the newest is sent, and its answer is shown.
 */
export class SmartSession {
  #frame: FrameIndex | null = null;
  #prompt: Prompt | null = null;
  #loaded = false;
  /** The frame that is encoded in the engine, and the prompt that `preview` answers. */
  #prepared: FrameIndex | null = null;
  #answered: Prompt | null = null;
  #working = false;
  #interruptions = 0;

  constructor(
    private readonly engine: SmartEngine,
    private readonly show: (status: Partial<SmartStatus>) => void,
  ) {}

  /** Sets the frame to work on: it is encoded at once, and the prompt is cleared. Null releases everything. */
  setFrame(frame: FrameIndex | null): void {
    this.#frame = frame;
    this.#prompt = null;
    this.#answered = null;
    this.show({
      error: null,
      preview: null,
      fill: null,
      answering: false,
      ...(frame === null ? { phase: 'off' } : {}),
    });
    this.#wake();
  }

  /** Sets the current points and box; null for none. */
  setPrompt(prompt: Prompt | null): void {
    this.#prompt = prompt;
    if (prompt === null) {
      this.#answered = null;
      this.show({ preview: null, fill: null, answering: false });
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

  /** Does the next pending step. Returns false where there is none. Throws where retrying is useless. */
  async #step(): Promise<boolean> {
    const [frame, prompt] = [this.#frame, this.#prompt];
    try {
      if (frame === null) return await this.#letGo();
      if (this.#prepared !== frame) return await this.#prepare(frame);
      if (prompt === this.#answered) return false;
      const answer = await this.engine.mask(frame, prompt ?? {});
      this.#answer(frame, prompt, answer);
      return true;
    } catch (thrown) {
      const error = toForgeError(thrown);
      this.#prepared = null;
      if (DEVICE_FAILURES.has(error.code) && this.engine.restart(error)) {
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

  #answer(frame: FrameIndex, prompt: Prompt | null, { mask, fill }: PromptedMask): void {
    // The prompt was cleared, or the frame left, while the answer was pending.
    if (this.#frame !== frame || this.#prompt === null) return;
    this.#answered = prompt;
    const isEmpty = mask.counts.length < 2;
    const shown = isEmpty ? { preview: null, fill: null } : { preview: mask, fill };
    this.show({ ...shown, answering: this.#prompt !== prompt });
  }
}
