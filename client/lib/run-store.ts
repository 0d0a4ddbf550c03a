import { create } from 'zustand';
import type { PropagationProgress } from '../../core/engine/types.ts';
import type { ForgeError } from '../../core/errors.ts';
import type { Backend } from '../../core/ports/segmenter.ts';
import type { DownloadProgress } from './model-store.ts';

interface RunState {
  readonly status: 'idle' | 'loading' | 'running' | 'stopping' | 'done' | 'stopped' | 'failed';
  readonly download: DownloadProgress | null;
  /** Where the model runs, once it does. */
  readonly backend: Backend | null;
  /** Sentences about what did not go as hoped and was got round. */
  readonly notices: readonly string[];
  readonly progress: PropagationProgress | null;
  readonly error: ForgeError | null;
}

export const IDLE_RUN: RunState = {
  status: 'idle',
  download: null,
  backend: null,
  notices: [],
  progress: null,
  error: null,
};

/** The run of the propagation that is under way, or how the last one ended. */
export const useRunStore = create<RunState>()(() => IDLE_RUN);

export const isBusy = (status: RunState['status']) =>
  status === 'loading' || status === 'running' || status === 'stopping';
