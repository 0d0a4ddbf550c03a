import { useRunStore, IDLE_RUN, isBusy, type FinishedArchive } from '../run-store.ts';
import type { RunKind } from '../../../core/project/run-request.ts';
import { ApiError } from '../../api/api-client.ts';
import { mayBeSignedIn } from '../../api/renew-access.ts';
import { askToSignIn } from '../../api/sign-in-prompt.ts';
import { uploadDataset } from '../../api/upload-dataset.ts';
import type { FetchModel } from '../../engine/model-engine.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { mustAskFirst } from '../dataset/dataset-doubts.ts';
import type { DoubtsDecision } from '../dataset-form/spec-choices.ts';
import { performRun, runs, type Run } from '../run.ts';
import { propagateLabels } from './labelling.ts';
import { measurement } from './measuring.ts';
import { writeArchive } from './writing.ts';

/**
 * Propagates labels, and for a dataset writes it and uploads it to the signed-in user's account. Progress,
 * results and errors are in the run store. Where labels of this run need a look, it asks before it writes,
 * unless the user chose otherwise. Does nothing while another run is active.
 *
 * @param decided the user's answer, about labels that existed when it was given
 */
export async function startLocalRun(
  kind: RunKind,
  fetchModel: FetchModel,
  decided: DoubtsDecision | null = null,
): Promise<void> {
  const { file } = useVideoStore.getState();
  const { backend, archive, saved, status } = useRunStore.getState();
  if (!file || isBusy(status)) return;
  const last = kind === 'dataset' ? {} : { archive, saved };
  useRunStore.setState({ ...IDLE_RUN, ...last, backend, kind, decided, status: 'running' });
  await performRun(runs.begin(file), async (run) => {
    await measurement.stop();
    const propagated = await propagateLabels(run, kind, fetchModel);
    if (kind !== 'dataset') return;
    if (propagated && run.isCurrent() && mustAskFirst()) return run.ask();
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
  await performRun(runs.begin(file), (run) => save(run, archive));
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
