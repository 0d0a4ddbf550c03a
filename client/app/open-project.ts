import { create } from 'zustand';
import { sampleFrames } from '../../core/engine/sampling.ts';
import { ForgeError, toForgeError } from '../../core/errors.ts';
import { createProject } from '../../core/project/create-project.ts';
import type { Project, Sampling } from '../../core/schema/project.ts';
import { takeUpChoices } from '../run/dataset-choices.ts';
import { takeUpDraft } from '../run/dataset-draft.ts';
import { resetGeneration } from '../run/generation.ts';
import { stopEngine } from '../engine/engine-client.ts';
import { PageError } from '../i18n/page-error.ts';
import { Autosave, type OpenWork } from './autosave.ts';
import { holdVideo, keepVideo } from '../project/storage/kept-videos.ts';
import { takeProject, type ProjectLock } from '../project/storage/project-lock.ts';
import type { StoredProject } from '../project/storage/project-repository.ts';
import { useSavingStore } from '../project/storage/saving-store.ts';
import { identityOf } from '../project/storage/video-fingerprint.ts';
import { useProjectStore } from '../project/project-store.ts';
import { endsWithPage, IDLE_RUN, useRunStore } from '../run/run-store.ts';
import { makeSampleClip } from '../project/sample-clip.ts';
import { SAMPLE_SAMPLING } from '../workers/sample-scene.ts';
import { texts } from '../i18n/texts.ts';
import { closeVideo, openVideoFile } from '../video/video-client.ts';
import { useVideoStore } from '../video/video-store.ts';
import { goToProject } from './address.ts';

/** Labels of a quarter of a second apart differ enough to be worth training on; fewer than this many frames are hardly a dataset. */
const DEFAULT_FPS = 4;
const FEW_FRAMES = 30;

/** A stored project on its way into the workspace. */
export type Opening =
  | { readonly id: string; readonly step: 'reading' }
  /** The browser has no copy of the video: the person is asked for it. */
  | {
      readonly id: string;
      readonly step: 'video';
      readonly stored: StoredProject;
      readonly project: Project;
      readonly checking: boolean;
      readonly error: ForgeError | null;
    }
  | { readonly id: string; readonly step: 'elsewhere' }
  /** Something goes on in the project that is open: it would end. */
  | { readonly id: string; readonly step: 'busy' }
  | { readonly id: string; readonly step: 'failed'; readonly error: ForgeError };

interface SessionState {
  /** The project in the workspace. */
  readonly openId: string | null;
  readonly opening: Opening | null;
  /** A run was under way when the page with this project was closed. */
  readonly interrupted: boolean;
  readonly makingSample: boolean;
}

export const useSession = create<SessionState>()(() => ({
  openId: null,
  opening: null,
  interrupted: false,
  makingSample: false,
}));

interface OpenProject {
  readonly work: OpenWork;
  readonly autosave: Autosave;
  readonly lock: ProjectLock | null;
  /** Its video's copy may go, as far as this tab is concerned. */
  letVideoGo(): void;
}

let current: OpenProject | null = null;

/**
 * Opens a video with a new project of its own. What was open is closed when the other one has opened, and stays where it cannot.
 *
 * @param sampling by default what suits the video's length and rate
 */
export async function openSession(file: File, sampling?: Sampling): Promise<void> {
  // Between the moment when the video is open and that when its project is, nothing may be waited for: the old labels would be on it.
  const id = crypto.randomUUID();
  const [video, lock] = await Promise.all([identityOf(file), takeProject(id, () => void giveAway(id))]);
  const opened = await openVideoFile(file);
  const { metadata, timestamps } = useVideoStore.getState();
  if (!opened || !metadata) {
    await lock?.release();
    return;
  }
  const project = createProject(metadata, sampling ?? defaultSampling(timestamps));
  enterProject({ id, createdAt: Date.now(), video, saved: null, revision: 0 }, project, lock);
  goToProject(id);
}

/** Opens a video with a project that was made of it, as a project of its own. Throws where the video cannot be opened. */
export async function openWithProject(file: File, project: Project, id: string): Promise<void> {
  const [video, lock] = await Promise.all([identityOf(file), takeProject(id, () => void giveAway(id))]);
  if (!(await openVideoFile(file))) {
    await lock?.release();
    throw useVideoStore.getState().error ?? new ForgeError('aborted', 'Stopped.');
  }
  enterProject({ id, createdAt: Date.now(), video, saved: null, revision: 0 }, project, lock);
  goToProject(id);
}

/** Makes the sample clip and opens it like any video, but for its sampling; what fails is said where a video's fault is. */
export async function openSample(): Promise<void> {
  if (useSession.getState().makingSample) return;
  useSession.setState({ makingSample: true });
  try {
    await openSession(await makeSampleClip(), SAMPLE_SAMPLING);
  } catch (error) {
    useVideoStore.setState({ error: toForgeError(error) });
  } finally {
    useSession.setState({ makingSample: false });
  }
}

/** Puts a project into the workspace; its video is open already. What was there before is saved and closed. */
export function enterProject(work: OpenWork, project: Project, lock: ProjectLock | null, from?: StoredProject): void {
  // Before the project that was open lets go of it, where both are of one video.
  const letVideoGo = holdVideo(work.video);
  void leaveProject();
  useProjectStore.getState().start(project);
  takeUpChoices(work.id);
  takeUpDraft();
  if (from) takeUp(from);
  const autosave = new Autosave(work);
  current = { work, autosave, lock, letVideoGo };
  useSession.setState({ openId: work.id, opening: null, interrupted: from?.pending.running ?? false });
  void keepOpenVideo(current);
}

/** Ends whatever works on the open project and saves it; the workspace is empty then, but the video stays open. */
async function leaveProject(): Promise<void> {
  const leaving = current;
  current = null;
  // Before anything else: what the stores say from here on is not this project's any more.
  const saved = leaving?.autosave.close();
  stopEngine();
  resetGeneration();
  useProjectStore.getState().start(null);
  useSession.setState({ openId: null, interrupted: false });
  await saved;
  leaving?.letVideoGo();
  await leaving?.lock?.release();
}

/** Leaves the open project and closes its video. */
export async function closeProject(): Promise<void> {
  const left = leaveProject();
  closeVideo();
  await left;
}

/** Another tab wants the project: it gets it, with everything that was done here. */
export async function giveAway(id: string): Promise<void> {
  if (current?.work.id !== id) return;
  await closeProject();
  useSession.setState({ opening: { id, step: 'elsewhere' } });
}

/** What the open project is stored as; null where none is open. */
export const openWork = (): OpenWork | null => current?.work ?? null;

/** Saves the open project at once; `leaving`: the page may go at any moment. */
export async function saveOpenProject(leaving = false): Promise<void> {
  await current?.autosave.saveNow(leaving);
}

/** Something was dropped that is no single file. */
export function refuseDrop(): void {
  useVideoStore.setState({ error: new PageError('video_unreadable', () => texts.oneFile) });
}

/** True while something goes on that ends when the page or the project is left. */
export function isWorking(): boolean {
  return endsWithPage(useRunStore.getState());
}

/** True where leaving now would lose work: the latest change is not stored yet, or cannot be. */
export function isUnsaved(): boolean {
  const { status } = useSavingStore.getState();
  const hasLabels = (useProjectStore.getState().project?.tracks.length ?? 0) > 0;
  return status === 'unsaved' || status === 'saving' || (status === 'failed' && hasLabels);
}

/** What is left of the work when a project was opened before, as far as it still exists in the project. */
function takeUp({ pending, place }: StoredProject): void {
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
  // An upload that the page's end cut off is one that was stopped: it goes on where it was when the person wants that.
  if (pending.sending)
    useRunStore.setState({ ...IDLE_RUN, place: 'server', kind: pending.sending, stage: 'sending', status: 'stopped' });
}

/** Copies the video into the browser, behind the first save: until then it would be one that no project has. */
async function keepOpenVideo(open: OpenProject): Promise<void> {
  const { file } = useVideoStore.getState();
  await open.autosave.saveNow();
  while (current === open && !open.autosave.isStored) await nextSave();
  if (!file || !open.autosave.isStored) return;
  // A project that was left meanwhile wants its video all the same.
  if (current === open) useSavingStore.setState({ video: 'keeping' });
  const video = await keepVideo(file, open.work.video);
  if (current === open) useSavingStore.setState({ video });
}

/** Waits until something changes about how the open project is kept: a save that failed is tried again. */
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
