import { create } from 'zustand';
import type { ForgeError } from '../../../core/errors.ts';
import type { KeepVideoResult } from '../../workers/keep-video.worker.ts';

interface SavingState {
  /**
   * Whether the latest change of the open project is stored in the browser; `none` when no project is open.
   */
  readonly status: 'none' | 'saved' | 'unsaved' | 'saving' | 'failed';
  /** The reason why the last save failed. */
  readonly error: ForgeError | null;
  /** Whether the browser has a copy of the open project's video. */
  readonly video: 'none' | 'keeping' | KeepVideoResult;
}

export const NOTHING_TO_SAVE: SavingState = { status: 'none', error: null, video: 'none' };

/** The state of saving the open project. */
export const useSavingStore = create<SavingState>()(() => NOTHING_TO_SAVE);
