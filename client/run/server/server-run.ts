import type { PropagationProgress } from '../../../core/engine/types.ts';
import { ForgeError } from '../../../core/errors.ts';
import type { Job, JobChanges, JobKind } from '../../../core/schema/api/jobs.ts';
import { ReportedError } from '../../../core/schema/api/reported-error.ts';
import { buildRunRequest } from '../../../core/project/run-request.ts';
import { mergeResult, settledCorrections } from '../../../core/project/merge-result.ts';
import { ProjectBuilder } from '../../../core/project/project-builder.ts';
import type { RemovedLabels } from '../../../core/project/removed-labels.ts';
import type { Project } from '../../../core/schema/project.ts';
import { ApiError } from '../../api/api-client.ts';
import type { DoubtsDecision } from '../dataset-form/spec-choices.ts';
import { fetchDataset } from '../../api/dataset-queries.ts';
import { followJob } from '../../api/job-feed.ts';
import { actOnJob, fetchJob, fetchResult, startJob } from '../../api/job-queries.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { mayBeSignedIn } from '../../api/renew-access.ts';
import { IDLE_RUN, isBusy, useRunStore } from '../run-store.ts';
import { askToSignIn } from '../../api/sign-in-prompt.ts';
import { storeUploadSpeed } from '../../api/upload-speed.ts';
import { useVideoStore } from '../../video/video-store.ts';
import {
  hasStoredChoices,
  chosenProjectId,
  storeChoices,
  specFrom,
  useDatasetChoices,
} from '../dataset/dataset-choices.ts';
import { stateOf } from './job-stages.ts';
import { LabelFeed } from '../label-feed.ts';
import { currentLabelling } from '../local/labelling.ts';
import { liveView } from '../live-picture-store.ts';
import { applyJobFrames } from './job-frames.ts';
import { openDatasetDialog } from '../dataset/open-dialog.ts';
import { basisOf, useLastPropagation, type Labelling } from '../run-basis.ts';
import { performRun, runs, type Run } from '../run.ts';

/**
 * Uploads the video and the labels and runs the work on the server; labels appear in the project as they
 * arrive. Progress is in the run store. Once the server has the job, the page may be closed: the project
 * resumes following it later. Does nothing while another run is active.
 *
 * @param decided the user's answer to the question about labels that need a look
 */
export async function startServerRun(kind: JobKind, decided: DoubtsDecision | null = null): Promise<void> {
  const { file } = useVideoStore.getState();
  const labelling = currentLabelling();
  if (!file || !labelling || isBusy(useRunStore.getState().status)) return;
  storeChoices();
  enter(kind, null, decided);
  await performRun(runs.begin(file), (run) =>
    locked(run, async () => follow(run, await send(run, kind, labelling), labelling.leftOut)),
  );
}

/** Follows the job that was left on the server when the project was closed. A deleted job is dropped. */
export async function resumeJob(): Promise<void> {
  const { job: reference } = useProjectStore.getState();
  const { file } = useVideoStore.getState();
  if (!reference || !file || runs.lookedUp === reference.id || isBusy(useRunStore.getState().status)) return;
  runs.lookedUp = reference.id;
  try {
    const job = await fetchJob(reference.id);
    const isStill = useProjectStore.getState().job?.id === reference.id && useVideoStore.getState().file === file;
    if (isStill && !isBusy(useRunStore.getState().status)) void goOn(file, job);
  } catch (error) {
    const isGone = error instanceof ApiError && error.code === 'not_found';
    if (isGone && useProjectStore.getState().job?.id === reference.id) useProjectStore.setState({ job: null });
  } finally {
    if (runs.lookedUp === reference.id) runs.lookedUp = null;
  }
}

/** Pauses or resumes the job before its next frame, or the upload before it. Throws the server's errors. */
export async function actOnServerRun(action: 'pause' | 'resume'): Promise<void> {
  const { job } = useRunStore.getState();
  const run = runs.current;
  if (job) return takeState(run, await actOnJob(job.id, action));
  run?.gate[action]();
  run?.upload?.[action]();
  run?.note({ status: action === 'pause' ? 'paused' : 'running' });
}

/** Cancels the job, or the upload before it. Throws the server's errors; the run continues then. */
export async function cancelServerRun(): Promise<void> {
  const { job, status } = useRunStore.getState();
  useRunStore.setState({ status: 'stopping' });
  // A job that is being created is cancelled as soon as it exists.
  if (!job) return runs.current?.abort();
  try {
    await actOnJob(job.id, 'cancel');
  } catch (error) {
    if (useRunStore.getState().status === 'stopping') useRunStore.setState({ status });
    throw error;
  }
}

/**
 * Retries what failed or was stopped: the job resumes after its last finished frame. Asks a signed-out user
 * to sign in.
 */
export async function retryServerRun(): Promise<void> {
  if (!mayBeSignedIn() && !(await askToSignIn())) return;
  const { job, kind, decided } = useRunStore.getState();
  const { file } = useVideoStore.getState();
  const wanted = kind === 'dataset' ? 'dataset' : 'labels';
  // The choices are lost where the upload began in a tab that is closed.
  if (!job && !hasStoredChoices()) return openDatasetDialog();
  if (!job || !file) return startServerRun(wanted, decided);
  const isOver = job.state === 'failed' || job.state === 'cancelled';
  await goOn(file, job, () => (isOver ? actOnJob(job.id, 'retry') : fetchJob(job.id)));
}

function enter(kind: JobKind, job: Job | null, decided: DoubtsDecision | null = null): void {
  const { backend, archive, saved } = useRunStore.getState();
  const last = kind === 'dataset' ? {} : { archive, saved };
  const stage = job ? 'queued' : 'sending';
  useRunStore.setState({
    ...IDLE_RUN,
    ...last,
    backend,
    kind,
    decided,
    place: 'server',
    status: 'running',
    stage,
    job,
  });
}

async function goOn(file: File, job: Job, renew: () => Promise<Job> = async () => job): Promise<void> {
  enter(orderedKind(job), job);
  await performRun(runs.begin(file), (run) =>
    locked(run, async () => follow(run, await renew(), useDatasetChoices.getState().leftOut)),
  );
}

/** The kind that was ordered: a job for a dataset ends as one for labels where some need a look. */
function orderedKind({ id, kind }: Job): JobKind {
  const reference = useProjectStore.getState().job;
  return reference?.id === id ? reference.kind : kind;
}

/** Blocks edits while labels may arrive. */
async function locked(run: Run, work: () => Promise<void>): Promise<void> {
  useProjectStore.getState().beginRun();
  try {
    await work();
  } finally {
    if (run.isCurrent()) useProjectStore.getState().endRun([]);
  }
}

async function send(run: Run, kind: JobKind, labelling: Labelling): Promise<Job> {
  const basis = basisOf(labelling);
  const { project, corrections, leftOut } = basis;
  const choices = useDatasetChoices.getState();
  const spec = specFrom(choices, project, useRunStore.getState().decided);
  // Doubts about labels that existed before were shown before.
  const reviewDoubts =
    kind === 'dataset' && choices.doubts === 'ask' && buildRunRequest('dataset', basis).tracks.length > 0;
  const projectRef = chosenProjectId();
  const { uploadVideo } = await import('../../api/upload-video.ts');
  const upload = uploadVideo(run.file, {
    signal: run.signal,
    onProgress(progress) {
      run.note({ upload: progress });
      if (progress.stage === 'sending' && progress.bytesPerSecond !== null) storeUploadSpeed(progress.bytesPerSecond);
    },
  });
  run.upload = upload;
  const video = await upload.video.finally(() => {
    run.upload = null;
  });
  // The run may have been paused while the last bytes were uploaded.
  await run.gate.pass();
  const job = await startJob({
    videoId: video.id,
    kind,
    project: labelling.project,
    corrections: [...corrections],
    leftOut: [...leftOut],
    spec,
    ...(reviewDoubts ? { reviewDoubts } : {}),
    ...(projectRef === null ? {} : { projectRef }),
  });
  // The run was stopped while the job was being created. A project that was left meanwhile keeps its job.
  if (run.isCurrent() && run.signal.aborted) await actOnJob(job.id, 'cancel');
  return job;
}

/** Applies all changes of a job until it is over. */
async function follow(run: Run, first: Job, leftOut: Labelling['leftOut']): Promise<void> {
  takeState(run, first);
  const { project } = useProjectStore.getState();
  if (!project || !run.isCurrent()) return;
  const reference = useProjectStore.getState().job;
  const removed = reference?.id === first.id ? reference.removed : [];
  useProjectStore.setState({ job: { id: first.id, kind: orderedKind(first), removed } });
  const feed = new LabelFeed(new ProjectBuilder(project), (grown) => {
    if (run.isCurrent()) useProjectStore.getState().showRun(grown);
  });
  const take = (changes: JobChanges) => {
    takeState(run, changes.job);
    applyJobFrames(run, feed, changes, removed);
  };
  let last: Job;
  try {
    last = first.state === 'done' ? first : await followJob(first.id, take, run.signal);
  } finally {
    feed.flush();
    liveView.show(null);
  }
  await end(run, last, leftOut, removed);
}

function takeState(run: Run | null, job: Job): void {
  const { status } = useRunStore.getState();
  const change = stateOf(job);
  // A run that is being stopped stays so until the server reports its end.
  run?.note({ ...change, status: status === 'stopping' ? 'stopping' : change.status });
}

/** Merges the result of a job. Throws the job's error, or `aborted` where it was cancelled. */
async function end(
  run: Run,
  job: Job,
  leftOut: Labelling['leftOut'],
  removed: readonly RemovedLabels[],
): Promise<void> {
  if (!run.isCurrent()) return;
  if (job.state !== 'done') {
    useProjectStore.setState({ job: null });
    if (job.state === 'cancelled') throw new ForgeError('aborted');
    throw job.reason ? new ReportedError(job.reason) : new ForgeError('internal');
  }
  const result = await fetchResult(job.id);
  const saved = job.datasetId === null ? null : await fetchDataset(job.datasetId, run.signal);
  const { project, corrections, taken, showRun, endRun } = useProjectStore.getState();
  if (!project || !run.isCurrent()) return;
  showRun(mergeResult(project, result, removed));
  endRun(settledCorrections(project, result, corrections));
  useProjectStore.setState({ job: null, taken: [...taken.filter((id) => id !== job.id), job.id] });
  useLastPropagation.setState({ without: leftOut });
  const finished = ['sending', 'queued', 'labelling', ...(saved ? (['writing', 'saving'] as const) : [])] as const;
  // A job that was done before it was followed sent no frames.
  const progress = useRunStore.getState().progress ?? framesOf(result);
  run.note({ finished, progress, ...(saved ? { saved } : {}) });
  // A job for a dataset that ends as one for labels found some that need a look.
  if (useRunStore.getState().kind === 'dataset' && job.kind === 'labels' && !saved) run.ask();
}

/** All frames with a result, as the progress of a finished run. */
function framesOf({ tracks }: Project): PropagationProgress {
  const frames = new Set(tracks.flatMap(({ shapes, lost }) => [...Object.keys(shapes).map(Number), ...lost]));
  return { framesDone: frames.size, framesTotal: frames.size, framesPerSecond: 0, secondsLeft: null };
}
