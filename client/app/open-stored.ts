import { ForgeError, toForgeError } from '../../core/errors.ts';
import { hasSameFrames, isSameFile } from '../../core/project/same-video.ts';
import { parseProject, PROJECT_VERSION, type Project } from '../../core/schema/project.ts';
import { formatBytes } from '../i18n/format.ts';
import { PageError } from '../i18n/page-error.ts';
import { formatCount } from '../i18n/plural.ts';
import { findKeptVideo } from '../project/storage/kept-videos.ts';
import { acquireProject, takeOverProject } from '../project/storage/project-lock.ts';
import {
  markDamaged,
  readProject,
  setProjectVideo,
  type StoredProject,
} from '../project/storage/project-repository.ts';
import { storageTexts } from '../project/storage/storage-texts.ts';
import type { VideoIdentity } from '../project/storage/stored-project.ts';
import { identityOf } from '../project/storage/video-fingerprint.ts';
import { videoClient } from '../video/video-client.ts';
import { useVideoStore } from '../video/video-store.ts';
import { closeProject, enterProject, releaseProject } from './open-project.ts';
import { useOpenProject, type Opening, type OpeningAttempt } from './open-project-store.ts';

/**
 * Opens a stored project where it was left, with the video that the browser kept; without one the page
 * asks for the file. Progress and errors are in the store's `opening`.
 *
 * @param force take the project over from the tab that has it open
 */
export async function openStoredProject(id: string, force = false): Promise<void> {
  cancelProjectOpening();
  videoClient.cancelOpening();
  const mine: OpeningAttempt = { lock: null };
  useOpenProject.setState({ attempt: mine, opening: { id, step: 'reading' } });
  try {
    await closeProject();
    const lock = await (force ? takeOverProject : acquireProject)(id, () => void letGo(id));
    if (!isLatest(mine)) {
      await lock?.release();
      return;
    }
    if (!lock) {
      show({ id, step: 'elsewhere' });
      return;
    }
    mine.lock = lock;
    const stored = await readProject(id);
    const project = await parseStored(stored);
    const kept = await findKeptVideo(stored.summary.video);
    if (!isLatest(mine)) return;
    const asking = { id, step: 'video', stored, project, checking: false } as const;
    if (!kept) show({ ...asking, error: null });
    else
      await openWith(kept, stored, project, mine).catch((error: unknown) => {
        // The copy is unusable: the user may have the file.
        if (isLatest(mine)) show({ ...asking, error: toForgeError(error) });
      });
  } catch (error) {
    if (isLatest(mine)) fail(id, mine, toForgeError(error));
  }
}

/** Takes a file as the video that the opening project asks for, where it is the same file. */
export async function provideVideo(file: File): Promise<void> {
  const { opening, attempt: mine } = useOpenProject.getState();
  if (opening?.step !== 'video' || opening.checking || !mine) return;
  const { id, stored, project } = opening;
  show({ ...opening, checking: true, error: null });
  try {
    const chosen = await identityOf(file);
    const { video } = stored.summary;
    // Of a project that came as a file only the size of its video is known; its frames are compared once it is
    // open.
    if (!isSameFile(chosen, video)) {
      throw new PageError('video_unreadable', () => storageTexts.otherFile(video.name, formatBytes(video.size)));
    }
    if (video.fingerprint !== null) {
      await openWith(file, stored, project, mine);
      return;
    }
    // Only the size of the project's own video is known; from now on it is this file. The stored picture may
    // be of another video.
    const summary = { ...stored.summary, video: chosen, preview: null };
    if (await openWith(file, { ...stored, summary }, project, mine)) await noteVideo(id, chosen);
  } catch (error) {
    if (isLatest(mine)) show({ ...opening, checking: false, error: toForgeError(error) });
  }
}

/** Cancels the opening of a project; none is open then. */
export function cancelProjectOpening(): void {
  const { attempt, opening } = useOpenProject.getState();
  useOpenProject.setState({ attempt: null });
  if (attempt) releaseLock(attempt);
  if (opening === null) return;
  videoClient.cancelOpening();
  useOpenProject.setState({ opening: null });
}

async function parseStored(stored: StoredProject): Promise<Project> {
  try {
    return parseProject(stored.document);
  } catch (error) {
    if (error instanceof ForgeError && error.code === 'project_invalid') await markDamaged(stored.summary.id);
    throw error;
  }
}

/**
 * Opens the file with the project. Returns false where another project was asked for meanwhile. Throws the
 * error of the file.
 */
async function openWith(file: File, stored: StoredProject, project: Project, mine: OpeningAttempt): Promise<boolean> {
  const opened = await videoClient.open(file);
  if (!isLatest(mine)) return false;
  const { metadata, error } = useVideoStore.getState();
  if (!opened || !metadata) {
    useVideoStore.setState({ error: null });
    throw error ?? new ForgeError('aborted');
  }
  const { frameCount, name } = project.video;
  if (!hasSameFrames(metadata, project.video)) {
    videoClient.close();
    throw new PageError('project_invalid', () => storageTexts.otherFrames(name, formatCount(frameCount, 'frame')));
  }
  const { id, createdAt, video, format, preview } = stored.summary;
  // Shapes of an older format are stored differently: they are all written again.
  const saved = format === PROJECT_VERSION ? project : null;
  const { lock } = mine;
  mine.lock = null;
  const pictured = preview?.frame ?? null;
  enterProject({ id, createdAt, video, saved, revision: stored.revision, pictured }, project, lock, stored);
  if (stored.place) videoClient.seek(stored.place.frame);
  return true;
}

/** Stores which file is the open project's video, so that its copy is found the next time. */
async function noteVideo(id: string, video: VideoIdentity): Promise<void> {
  try {
    await setProjectVideo(id, video);
  } catch (error) {
    // The project stays open; its next save stores the video, too.
    console.warn('The video of the project was not noted.', error);
  }
}

/** Releases a project that is open or opening here, because another tab asks for it. */
async function letGo(id: string): Promise<void> {
  if (useOpenProject.getState().opening?.id === id) {
    cancelProjectOpening();
    show({ id, step: 'elsewhere' });
  } else await releaseProject(id);
}

function fail(id: string, attempt: OpeningAttempt, error: ForgeError): void {
  releaseLock(attempt);
  show({ id, step: 'failed', error });
}

const isLatest = (attempt: OpeningAttempt): boolean => useOpenProject.getState().attempt === attempt;

function releaseLock(attempt: OpeningAttempt): void {
  void attempt.lock?.release();
  attempt.lock = null;
}

const show = (opening: Opening) => useOpenProject.setState({ opening });
