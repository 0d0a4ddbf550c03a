import { sampleFrames } from '../../core/engine/sampling.ts';
import { ForgeError, toForgeError } from '../../core/errors.ts';
import { createProject } from '../../core/project/create-project.ts';
import type { Project, Sampling } from '../../core/schema/project.ts';
import { restoreChoices } from '../run/dataset/dataset-choices.ts';
import { restoreDraft } from '../run/dataset/dataset-draft.ts';
import { resetRuns } from '../run/run-control.ts';
import { engineClient } from '../engine/engine-client.ts';
import { PageError } from '../i18n/page-error.ts';
import { Autosave, type OpenWork } from './autosave.ts';
import { holdVideo, keepVideo } from '../project/storage/kept-videos.ts';
import { acquireProject, type ProjectLock } from '../project/storage/project-lock.ts';
import type { StoredProject } from '../project/storage/project-repository.ts';
import { useSavingStore } from '../project/storage/saving-store.ts';
import { identityOf } from '../project/storage/video-fingerprint.ts';
import { useProjectStore } from '../project/project-store.ts';
import { isEndedByClosingPage, IDLE_RUN, useRunStore } from '../run/run-store.ts';
import { makeSampleClip } from '../project/sample-clip.ts';
import { SAMPLE_SAMPLING } from '../workers/sample-scene.ts';
import { texts } from '../i18n/texts.ts';
import { videoClient } from '../video/video-client.ts';
import { useVideoStore } from '../video/video-store.ts';
import { goToProject } from './address.ts';
import { useOpenProject, type OpenProject } from './open-project-store.ts';

/**
 * Labels a quarter of a second apart differ enough to train on; fewer than this many frames are hardly a
 * dataset.
 */
const DEFAULT_FPS = 4;
const FEW_FRAMES = 30;

/**
 * Opens a video with a new project. The open project is closed once the video has opened, and stays open
 * where it cannot.
 *
 * @param sampling by default chosen by the video's length and rate
 */
export async function openAsNewProject(file: File, sampling?: Sampling): Promise<void> {
  // No await between the moment when the video is open and that when its project is: the old labels would be
  // shown on it.
  const id = crypto.randomUUID();
  const [video, lock] = await Promise.all([identityOf(file), acquireProject(id, () => void releaseProject(id))]);
  const opened = await videoClient.open(file);
  const { metadata, timestamps } = useVideoStore.getState();
  if (!opened || !metadata) {
    await lock?.release();
    return;
  }
  const project = createProject(metadata, sampling ?? defaultSampling(timestamps));
  enterProject({ id, createdAt: Date.now(), video, saved: null, revision: 0 }, project, lock);
  goToProject(id);
}

/** Opens a video with an existing project, as a new stored project. Throws where the video cannot be opened. */
export async function openWithProject(file: File, project: Project, id: string): Promise<void> {
  const [video, lock] = await Promise.all([identityOf(file), acquireProject(id, () => void releaseProject(id))]);
  if (!(await videoClient.open(file))) {
    await lock?.release();
    throw useVideoStore.getState().error ?? new ForgeError('aborted');
  }
  enterProject({ id, createdAt: Date.now(), video, saved: null, revision: 0 }, project, lock);
  goToProject(id);
}

/**
 * Makes the sample clip and opens it like any video, with its own sampling; errors are shown where those of a
 * video are.
 */
export async function openSample(): Promise<void> {
  if (useOpenProject.getState().makingSample) return;
  useOpenProject.setState({ makingSample: true });
  try {
    await openAsNewProject(await makeSampleClip(), SAMPLE_SAMPLING);
  } catch (error) {
    useVideoStore.setState({ error: toForgeError(error) });
  } finally {
    useOpenProject.setState({ makingSample: false });
  }
}

/**
 * Puts a project into the workspace; its video is open already. The project that was open is saved and
 * closed.
 */
export function enterProject(work: OpenWork, project: Project, lock: ProjectLock | null, from?: StoredProject): void {
  // Held before the project that was open releases it, in case both have the same video.
  const letVideoGo = holdVideo(work.video);
  void leaveProject();
  useProjectStore.getState().start(project);
  restoreChoices(work.id);
  restoreDraft();
  if (from) restoreState(from);
  const autosave = new Autosave(work);
  const current = { work, autosave, lock, letVideoGo };
  const interrupted = from?.pending.running ?? false;
  useOpenProject.setState({ current, openId: work.id, opening: null, interrupted });
  void keepOpenVideo(current);
}

/** Ends all work on the open project and saves it; the workspace is empty then, but the video stays open. */
async function leaveProject(): Promise<void> {
  const leaving = currentProject();
  useOpenProject.setState({ current: null });
  // First of all: later changes of the stores no longer belong to this project.
  const saved = leaving?.autosave.close();
  engineClient.stop();
  resetRuns();
  useProjectStore.getState().start(null);
  useOpenProject.setState({ openId: null, interrupted: false });
  await saved;
  leaving?.letVideoGo();
  await leaving?.lock?.release();
}

/** Leaves the open project and closes its video. */
export async function closeProject(): Promise<void> {
  const left = leaveProject();
  videoClient.close();
  await left;
}

/** Saves and closes the project because another tab asks for it. */
export async function releaseProject(id: string): Promise<void> {
  if (currentProject()?.work.id !== id) return;
  await closeProject();
  useOpenProject.setState({ opening: { id, step: 'elsewhere' } });
}

/** The stored state of the open project; null where none is open. */
export const openWork = (): OpenWork | null => currentProject()?.work ?? null;

/** Saves the open project at once; `leaving`: the page may be closed at any moment. */
export async function saveOpenProject(leaving = false): Promise<void> {
  await currentProject()?.autosave.saveNow(leaving);
}

/** Reports a drop that is not a single file. */
export function reportInvalidDrop(): void {
  useVideoStore.setState({ error: new PageError('video_unreadable', () => texts.oneFile) });
}

/** True while work is active that ends when the page or the project is left. */
export function isWorking(): boolean {
  return isEndedByClosingPage(useRunStore.getState());
}

/** True where leaving now would lose work: the latest change is not stored yet, or cannot be. */
export function isUnsaved(): boolean {
  const { status } = useSavingStore.getState();
  const hasLabels = (useProjectStore.getState().project?.tracks.length ?? 0) > 0;
  return status === 'unsaved' || status === 'saving' || (status === 'failed' && hasLabels);
}

const currentProject = (): OpenProject | null => useOpenProject.getState().current;

/** Restores the state in which a project was left, as far as its tracks and classes still exist. */
function restoreState({ pending, place }: StoredProject): void {
  const { project, activeClassId } = useProjectStore.getState();
  const tracks = new Set(project?.tracks.map(({ id }) => id));
  const selected = project?.tracks.find(({ id }) => id === place?.selectedTrackId);
  const active = project?.classes.find(({ id }) => id === place?.activeClassId);
  useProjectStore.setState({
    corrections: pending.corrections.filter(({ trackId }) => tracks.has(trackId)),
    drafts: pending.drafts,
    job: pending.job,
    taken: pending.taken,
    selectedTrackId: selected?.id ?? null,
    activeClassId: active?.id ?? activeClassId,
  });
  // An upload that ended with the page counts as stopped: the user can resume it.
  if (pending.sending)
    useRunStore.setState({ ...IDLE_RUN, place: 'server', kind: pending.sending, stage: 'sending', status: 'stopped' });
}

/** Copies the video into the browser, after the first save: before it, the copy would belong to no project. */
async function keepOpenVideo(open: OpenProject): Promise<void> {
  const { file } = useVideoStore.getState();
  await open.autosave.saveNow();
  while (currentProject() === open && !open.autosave.isStored) await nextSave();
  if (!file || !open.autosave.isStored) return;
  // A project that was left meanwhile needs its video, too.
  if (currentProject() === open) useSavingStore.setState({ video: 'keeping' });
  const video = await keepVideo(file, open.work.video);
  if (currentProject() === open) useSavingStore.setState({ video });
}

/** Waits for the next change of the saving store: a failed save is tried again. */
function nextSave(): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = useSavingStore.subscribe(() => {
      unsubscribe();
      resolve();
    });
  });
}

function defaultSampling(timestamps: readonly number[]): Sampling {
  const sparse: Sampling = { kind: 'fps', fps: DEFAULT_FPS };
  return sampleFrames(timestamps, sparse).length >= FEW_FRAMES ? sparse : { kind: 'every', n: 1 };
}
