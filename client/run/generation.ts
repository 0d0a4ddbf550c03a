import { toForgeError } from '../../core/errors.ts';
import type { RunKind } from '../../core/project/run-request.ts';
import { ApiError } from '../api/api-client.ts';
import { cancelEngine } from '../engine/engine-client.ts';
import { maySignedIn } from '../api/renew-access.ts';
import { IDLE_RUN, isBusy, useRunStore, type FinishedArchive } from './run-store.ts';
import { askToSignIn } from '../api/sign-in-prompt.ts';
import { uploadDataset } from '../api/upload-dataset.ts';
import { useVideoStore } from '../video/video-store.ts';
import type { DoubtsDecision } from './dataset-form/spec-choices.ts';
import { resetChoices } from './dataset-choices.ts';
import { forgetDraft } from './dataset-draft.ts';
import { mustAskFirst } from './dataset-doubts.ts';
import { closeDatasetDialog } from './dialog-store.ts';
import { forgetPictures } from '../video/frame-pictures.ts';
import { showLive } from './live-picture-store.ts';
import { forgetUnfinished, labelFrames } from './labelling.ts';
import { forgetMeasurement, settleMeasurement } from './measuring.ts';
import type { FetchModel } from '../engine/model-engine.ts';
import { currentRun, forgetRun, performRun, Run } from './run.ts';
import { actOnServerRun, cancelServerRun, retryServerRun } from './server-run.ts';
import { writeArchive } from './writing.ts';

/**
 * Lets labels travel, and for a dataset writes it and saves it to the account of whoever is signed in. Progress,
 * results and errors are in the run store. Where labels that travelled in this run need a look, it asks before it
 * writes, if the user did not choose otherwise. Does nothing while another run is under way.
 *
 * @param decided what the user answered, of labels that were there when they did
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
    await settleMeasurement();
    const travelled = await labelFrames(run, kind, fetchModel);
    if (kind !== 'dataset') return;
    if (travelled && run.isCurrent() && mustAskFirst()) return run.ask();
    const written = await writeArchive(run);
    if (written && maySignedIn()) await save(run, written);
  });
}

/** Saves the dataset that was written to the person's account; whoever is not signed in is asked to, and goes on where they were. */
export async function saveToAccount(): Promise<void> {
  if (!maySignedIn() && !(await askToSignIn())) return;
  const { archive, status } = useRunStore.getState();
  const { file } = useVideoStore.getState();
  if (!archive || !file || isBusy(status)) return;
  useRunStore.setState({ status: 'running', error: null });
  await performRun(Run.begin(file), (run) => save(run, archive));
}

/** Does again what failed or was stopped; what is done already is not done again. */
export function retryRun(fetchModel: FetchModel): Promise<void> {
  const { kind, stage, archive, place, decided } = useRunStore.getState();
  if (place === 'server') return retryServerRun();
  return stage === 'saving' && archive ? saveToAccount() : startRun(kind, fetchModel, decided);
}

/** Holds the run up before its next frame, or the upload of its video. Archives on their way cannot be held up. Throws what the server says of a job. */
export async function pauseRun(): Promise<void> {
  const { status, stage, place } = useRunStore.getState();
  if (status !== 'running' || stage === 'saving') return;
  if (place === 'server') return actOnServerRun('pause');
  currentRun()?.gate.pause();
  useRunStore.setState({ status: 'paused' });
}

/** Throws what the server says of a job. */
export async function resumeRun(): Promise<void> {
  const { status, place } = useRunStore.getState();
  if (status !== 'paused') return;
  if (place === 'server') return actOnServerRun('resume');
  useRunStore.setState({ status: 'running' });
  currentRun()?.gate.resume();
}

/** Stops within one frame; labels that are made stay. Throws what the server says of a job. */
export async function cancelRun(): Promise<void> {
  const { status, place } = useRunStore.getState();
  if (!isBusy(status)) return;
  if (place === 'server') return cancelServerRun();
  useRunStore.setState({ status: 'stopping' });
  currentRun()?.abort();
  cancelEngine().catch((error: unknown) => useRunStore.setState({ status: 'failed', error: toForgeError(error) }));
}

/** Ends what is under way and forgets everything about the last video's datasets. */
export function resetGeneration(): void {
  forgetRun();
  forgetUnfinished();
  forgetMeasurement();
  forgetPictures();
  showLive(null);
  closeDatasetDialog();
  resetChoices();
  forgetDraft();
  useRunStore.setState(IDLE_RUN, true);
}

async function save(run: Run, archive: FinishedArchive): Promise<void> {
  run.note({ stage: 'saving', share: 0 });
  try {
    const onProgress = (share: number) => run.note({ share });
    const saved = await uploadDataset(archive.blob, archive.name, onProgress, run.signal);
    run.note({ saved, finished: [...useRunStore.getState().finished, 'saving'] });
  } catch (error) {
    // The sign-in ended meanwhile: the archive is still here, so after signing in it goes up at once.
    const signedOut = error instanceof ApiError && error.code === 'not_signed_in';
    if (!signedOut || !(await askToSignIn())) throw error;
    await save(run, archive);
  }
}
