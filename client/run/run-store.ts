import { create } from 'zustand';
import type { PropagationProgress } from '../../core/engine/types.ts';
import type { ForgeError } from '../../core/errors.ts';
import type { ExportProgress } from '../../core/export/export-dataset.ts';
import type { Backend } from '../../core/ports/segmenter.ts';
import type { ComputeTarget } from '../../core/dataset/compute-target.ts';
import type { RunKind } from '../../core/project/run-request.ts';
import type { Job } from '../../core/schema/api/jobs.ts';
import type { Dataset } from '../../core/schema/api/datasets.ts';
import type { Project } from '../../core/schema/project.ts';
import type { Notice } from '../workers/engine-host.ts';
import type { DoubtsDecision } from './dataset-form/spec-choices.ts';
import type { DownloadProgress } from '../workers/model-store.ts';
import type { UploadProgress } from '../api/upload-progress.ts';

export type Stage = 'sending' | 'queued' | 'model' | 'labelling' | 'writing' | 'saving';

/**
 * The stages of making a dataset, in order, by compute target. Propagating without a dataset has no writing
 * and no saving.
 */
export const STAGES: Readonly<Record<ComputeTarget, readonly Stage[]>> = {
  here: ['model', 'labelling', 'writing', 'saving'],
  server: ['sending', 'queued', 'labelling', 'writing', 'saving'],
};

/** A problem that the run worked around. */
export type RunNotice = Notice | 'device-lost' | 'device-lost-twice' | 'device-failed';

/** A dataset that is written, with the project that it was made from. */
export interface FinishedArchive {
  readonly name: string;
  readonly blob: Blob;
  readonly project: Project;
}

export type WritingProgress = PropagationProgress & Pick<ExportProgress, 'stage'>;

interface RunState {
  readonly kind: RunKind;
  readonly place: ComputeTarget;
  /**
   * `paused` and `stopping` while a stage is in progress; the last four say how the run ended. `asking`:
   * labels were propagated, some need a look, and no dataset was made of them yet.
   */
  readonly status: 'idle' | 'running' | 'paused' | 'stopping' | 'done' | 'stopped' | 'failed' | 'asking';
  /** The user's answer about labels that need a look; null when they were not asked. */
  readonly decided: DoubtsDecision | null;
  /** The stage in progress, or in which the run ended. */
  readonly stage: Stage;
  /** Completed stages; those that were not needed are not among them. */
  readonly finished: readonly Stage[];
  /** Progress of the video's upload to the server. */
  readonly upload: UploadProgress | null;
  /** The job on the server: once there is one, the page may be closed. */
  readonly job: Job | null;
  readonly download: DownloadProgress | null;
  /** The backend of the model, once it is known. It outlives the run. */
  readonly backend: Backend | null;
  readonly notices: readonly RunNotice[];
  readonly progress: PropagationProgress | null;
  readonly writing: WritingProgress | null;
  /** Share of the archive's bytes that are on the server; 1 while the server checks them. */
  readonly share: number;
  readonly error: ForgeError | null;
  /** The last dataset that was written. It outlives runs that write none. */
  readonly archive: FinishedArchive | null;
  /** The last dataset as the account has it. */
  readonly saved: Dataset | null;
}

export const IDLE_RUN: RunState = {
  kind: 'labels',
  place: 'here',
  status: 'idle',
  decided: null,
  stage: 'model',
  finished: [],
  upload: null,
  job: null,
  download: null,
  backend: null,
  notices: [],
  progress: null,
  writing: null,
  share: 0,
  error: null,
  archive: null,
  saved: null,
};

/** The current run (labels are propagated, a dataset is made of them), or how the last one ended. */
export const useRunStore = create<RunState>()(() => IDLE_RUN);

/** Whether a run is in progress. */
export const isBusy = (status: RunState['status']) =>
  status === 'running' || status === 'paused' || status === 'stopping';

/** Whether closing the page would end the run: a job on the server goes on there. */
export const isEndedByClosingPage = ({ status, job }: Pick<RunState, 'status' | 'job'>) =>
  isBusy(status) && job === null;
