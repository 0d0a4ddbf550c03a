import { toForgeError } from '../../core/errors.ts';
import type { RunKind } from '../../core/project/run-request.ts';
import { ApiError } from '../api/api-client.ts';
import { cancelEngine } from '../engine/engine-client.ts';
import { mayBeSignedIn } from '../api/renew-access.ts';
import { IDLE_RUN, isBusy, useRunStore, type FinishedArchive } from './run-store.ts';
import { askToSignIn } from '../api/sign-in-prompt.ts';
import { uploadDataset } from '../api/upload-dataset.ts';
import { useVideoStore } from '../video/video-store.ts';
import type { DoubtsDecision } from './dataset-form/spec-choices.ts';
import { resetChoices } from './dataset-choices.ts';
import { clearDraft } from './dataset-draft.ts';
import { mustAskFirst } from './dataset-doubts.ts';
import { closeDatasetDialog } from './dialog-store.ts';
import { releasePictures } from '../video/frame-pictures.ts';
import { showLive } from './live-picture-store.ts';
import { forgetUnfinished, propagateLabels } from './labelling.ts';
import { forgetMeasurement, stopMeasurement } from './measuring.ts';
import type { FetchModel } from '../engine/model-engine.ts';
import { currentRun, forgetRun, performRun, Run } from './run.ts';
import { actOnServerRun, cancelServerRun, retryServerRun } from './server-run.ts';
import { writeArchive } from './writing.ts';

/**
 * Propagates labels, and for a dataset writes it and uploads it to the signed-in user's account. Progress,
 * results and errors are in the run store. Where labels of this run need a look, it asks before it writes,
 * unless the user chose otherwise. Does nothing while another run is active.
 *
 * @param decided the user's answer, about labels that existed when it was given
 */
export async function startRun(
  kind: RunKind,
  fetchModel: FetchModel,
  decided: DoubtsDecision | null = null,
): Promise<void> {
  const { file } = useVideoStore.getState();
  const { backend, archive, saved, status } = useRunStore.getState();
  if (!file || isBusy(status)) return;
  const last = kind === 'dataset' ? {} : { archive, saved };
  useRunStore.setState({ ...IDLE_RUN, ...last, backend, kind, decided, status: 'running' });
  await performRun(Run.begin(file), async (run) => {
    await stopMeasurement();
    const travelled = await propagateLabels(run, kind, fetchModel);
    if (kind !== 'dataset') return;
    if (travelled && run.isCurrent() && mustAskFirst()) return run.ask();
    const written = await writeArchive(run);
    if (written && mayBeSignedIn()) await save(run, written);
  });
}

/** Uploads the finished dataset to the user's account; a signed-out user is asked to sign in first. */
export async function saveToAccount(): Promise<void> {
  if (!mayBeSignedIn() && !(await askToSignIn())) return;
  const { archive, status } = useRunStore.getState();
  const { file } = useVideoStore.getState();
  if (!archive || !file || isBusy(status)) return;
  useRunStore.setState({ status: 'running', error: null });
  await performRun(Run.begin(file), (run) => save(run, archive));
}

/** Retries a run that failed or was stopped; finished parts are not repeated. */
export function retryRun(fetchModel: FetchModel): Promise<void> {
  const { kind, stage, archive, place, decided } = useRunStore.getState();
  if (place === 'server') return retryServerRun();
  return stage === 'saving' && archive ? saveToAccount() : startRun(kind, fetchModel, decided);
}

/**
 * Pauses the run before its next frame, or the upload of its video. An upload of an archive cannot be paused.
 * Throws the server's errors for a job.
 */
export async function pauseRun(): Promise<void> {
  const { status, stage, place } = useRunStore.getState();
  if (status !== 'running' || stage === 'saving') return;
  if (place === 'server') return actOnServerRun('pause');
  currentRun()?.gate.pause();
  useRunStore.setState({ status: 'paused' });
}

/** Resumes a paused run. Throws the server's errors for a job. */
export async function resumeRun(): Promise<void> {
  const { status, place } = useRunStore.getState();
  if (status !== 'paused') return;
  if (place === 'server') return actOnServerRun('resume');
  useRunStore.setState({ status: 'running' });
  currentRun()?.gate.resume();
}

/** Stops within one frame; labels made so far stay. Throws the server's errors for a job. */
export async function cancelRun(): Promise<void> {
  const { status, place } = useRunStore.getState();
  if (!isBusy(status)) return;
  if (place === 'server') return cancelServerRun();
  useRunStore.setState({ status: 'stopping' });
  currentRun()?.abort();
  cancelEngine().catch((error: unknown) => useRunStore.setState({ status: 'failed', error: toForgeError(error) }));
}

/** Ends the current run and clears everything about the last video's datasets. */
export function resetGeneration(): void {
  forgetRun();
  forgetUnfinished();
  forgetMeasurement();
  releasePictures();
  showLive(null);
  closeDatasetDialog();
  resetChoices();
  clearDraft();
  useRunStore.setState(IDLE_RUN, true);
}

async function save(run: Run, archive: FinishedArchive): Promise<void> {
  run.note({ stage: 'saving', share: 0 });
  try {
    const onProgress = (share: number) => run.note({ share });
    const saved = await uploadDataset(archive.blob, archive.name, onProgress, run.signal);
    run.note({ saved, finished: [...useRunStore.getState().finished, 'saving'] });
  } catch (error) {
    // The session ended meanwhile: the archive is still here, so it is uploaded right after signing in.
    const signedOut = error instanceof ApiError && error.code === 'not_signed_in';
    if (!signedOut || !(await askToSignIn())) throw error;
    await save(run, archive);
  }
}
