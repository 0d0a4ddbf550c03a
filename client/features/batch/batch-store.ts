import { create } from 'zustand';
import type { ForgeError } from '../../../core/errors.ts';
import type { JobKind } from '../../../core/schema/api/jobs.ts';
import type { SpecChoices } from '../../run/dataset-form/spec-choices.ts';
import type { UploadProgress } from '../../api/upload-progress.ts';

/** The common options of all jobs of a batch. */
export interface BatchOrder extends SpecChoices {
  /** `{project}` and `{n}` are filled in. */
  readonly namePattern: string;
  readonly kind: JobKind;
}

/** One project of a batch. */
export interface BatchItem {
  /** The project's id. */
  readonly id: string;
  readonly name: string;
  readonly state: 'waiting' | 'sending' | 'queued' | 'failed' | 'stopped';
  /** null until the file is read. */
  readonly upload: UploadProgress | null;
  readonly error: ForgeError | null;
}

interface BatchState {
  readonly status: 'idle' | 'sending' | 'over';
  readonly batchId: string | null;
  readonly order: BatchOrder | null;
  readonly items: readonly BatchItem[];
  /** Stops sending; null while nothing is sent. */
  readonly sending: AbortController | null;
}

export const IDLE_BATCH: BatchState = { status: 'idle', batchId: null, order: null, items: [], sending: null };

/** The batch that is being sent, or the last one. */
export const useBatch = create<BatchState>()(() => IDLE_BATCH);
