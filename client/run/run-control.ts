import { toForgeError } from '../../core/errors.ts';
import { engineClient } from '../engine/engine-client.ts';
import type { FetchModel } from '../engine/model-engine.ts';
import { framePictures } from '../video/frame-pictures.ts';
import { liveCorrection } from './correction/live-correction.ts';
import { resetChoices } from './dataset/dataset-choices.ts';
import { clearDraft } from './dataset/dataset-draft.ts';
import { closeDatasetDialog } from './dataset/dialog-store.ts';
import { liveView } from './live-picture-store.ts';
import { saveToAccount, startLocalRun } from './local/local-run.ts';
import { forgetUnfinished } from './local/labelling.ts';
import { measurement } from './local/measuring.ts';
import { runs } from './run.ts';
import { IDLE_RUN, isBusy, useRunStore } from './run-store.ts';
import { actOnServerRun, cancelServerRun, retryServerRun } from './server/server-run.ts';

/** Retries a run that failed or was stopped; finished parts are not repeated. */
export function retryRun(fetchModel: FetchModel): Promise<void> {
  const { kind, stage, archive, place, decided } = useRunStore.getState();
  if (place === 'server') return retryServerRun();
  return stage === 'saving' && archive ? saveToAccount() : startLocalRun(kind, fetchModel, decided);
}

/**
 * Pauses the run before its next frame, or the upload of its video. An upload of an archive cannot be paused.
 * Throws the server's errors for a job.
 */
export async function pauseRun(): Promise<void> {
  const { status, stage, place } = useRunStore.getState();
  if (status !== 'running' || stage === 'saving') return;
  if (place === 'server') return actOnServerRun('pause');
  runs.current?.gate.pause();
  useRunStore.setState({ status: 'paused' });
}

/** Resumes a paused run. Throws the server's errors for a job. */
export async function resumeRun(): Promise<void> {
  const { status, place } = useRunStore.getState();
  if (status !== 'paused') return;
  if (place === 'server') return actOnServerRun('resume');
  useRunStore.setState({ status: 'running' });
  runs.current?.gate.resume();
}

/** Stops within one frame; labels made so far stay. Throws the server's errors for a job. */
export async function cancelRun(): Promise<void> {
  const { status, place } = useRunStore.getState();
  if (!isBusy(status)) return;
  if (place === 'server') return cancelServerRun();
  useRunStore.setState({ status: 'stopping' });
  runs.current?.abort();
  engineClient
    .cancel()
    .catch((error: unknown) => useRunStore.setState({ status: 'failed', error: toForgeError(error) }));
}

/** Ends the current run and clears everything about the last video's datasets. */
export function resetRuns(): void {
  runs.release();
  liveCorrection.release();
  forgetUnfinished();
  measurement.release();
  framePictures.release();
  liveView.show(null);
  closeDatasetDialog();
  resetChoices();
  clearDraft();
  useRunStore.setState(IDLE_RUN, true);
}
