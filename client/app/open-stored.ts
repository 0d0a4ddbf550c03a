import { ForgeError, toForgeError } from '../../core/errors.ts';
import { hasSameFrames, isSameFile } from '../../core/project/same-video.ts';
import { parseProject, PROJECT_VERSION, type Project } from '../../core/schema/project.ts';
import { formatBytes } from '../i18n/format.ts';
import { PageError } from '../i18n/page-error.ts';
import { formatCount } from '../i18n/plural.ts';
import { findKeptVideo } from '../project/storage/kept-videos.ts';
import { acquireProject, takeOverProject, type ProjectLock } from '../project/storage/project-lock.ts';
import {
  markDamaged,
  readProject,
  setProjectVideo,
  type StoredProject,
} from '../project/storage/project-repository.ts';
import { storageTexts } from '../project/storage/storage-texts.ts';
import type { VideoIdentity } from '../project/storage/stored-project.ts';
import { identityOf } from '../project/storage/video-fingerprint.ts';
import { cancelOpening, closeVideo, openVideoFile, seek } from '../video/video-client.ts';
import { useVideoStore } from '../video/video-store.ts';
import { closeProject, enterProject, releaseProject, useSession, type Opening } from './open-project.ts';

/** Number of the current opening; results of earlier ones are dropped. */
let attempt = 0;
let held: ProjectLock | null = null;

/**
 * Opens a stored project where it was left, with the video that the browser kept; without one the session
 * asks for the file. Progress and errors are in the session's `opening`.
 *
 * @param force take the project over from the tab that has it open
 */
export async function openStoredProject(id: string, force = false): Promise<void> {
  cancelProjectOpening();
  cancelOpening();
  const mine = attempt;
  useSession.setState({ opening: { id, step: 'reading' } });
  try {
    await closeProject();
    const lock = await (force ? takeOverProject : acquireProject)(id, () => void letGo(id));
    if (mine !== attempt) {
      await lock?.release();
      return;
    }
    if (!lock) {
      show({ id, step: 'elsewhere' });
      return;
    }
    held = lock;
    const stored = await readProject(id);
    const project = await parseStored(stored);
    const kept = await findKeptVideo(stored.summary.video);
    if (mine !== attempt) return;
    const asking = { id, step: 'video', stored, project, checking: false } as const;
    if (!kept) show({ ...asking, error: null });
    else
      await openWith(kept, stored, project, mine).catch((error: unknown) => {
        // The copy is unusable: the user may have the file.
        if (mine === attempt) show({ ...asking, error: toForgeError(error) });
      });
  } catch (error) {
    if (mine === attempt) fail(id, toForgeError(error));
  }
}

/** Takes a file as the video that the opening project asks for, where it is the same file. */
export async function provideVideo(file: File): Promise<void> {
  const { opening } = useSession.getState();
  if (opening?.step !== 'video' || opening.checking) return;
  const mine = attempt;
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
    if (mine === attempt) show({ ...opening, checking: false, error: toForgeError(error) });
  }
}

/** Cancels the opening of a project; none is open then. */
export function cancelProjectOpening(): void {
  attempt += 1;
  void held?.release();
  held = null;
  if (useSession.getState().opening === null) return;
  cancelOpening();
  useSession.setState({ opening: null });
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
async function openWith(file: File, stored: StoredProject, project: Project, mine: number): Promise<boolean> {
  const opened = await openVideoFile(file);
  if (mine !== attempt) return false;
  const { metadata, error } = useVideoStore.getState();
  if (!opened || !metadata) {
    useVideoStore.setState({ error: null });
    throw error ?? new ForgeError('aborted', 'Stopped.');
  }
  const { frameCount, name } = project.video;
  if (!hasSameFrames(metadata, project.video)) {
    closeVideo();
    throw new PageError('project_invalid', () => storageTexts.otherFrames(name, formatCount(frameCount, 'frame')));
  }
  const { id, createdAt, video, format, preview } = stored.summary;
  // Shapes of an older format are stored differently: they are all written again.
  const saved = format === PROJECT_VERSION ? project : null;
  const lock = held;
  held = null;
  const pictured = preview?.frame ?? null;
  enterProject({ id, createdAt, video, saved, revision: stored.revision, pictured }, project, lock, stored);
  if (stored.place) seek(stored.place.frame);
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
  if (useSession.getState().opening?.id === id) {
    cancelProjectOpening();
    show({ id, step: 'elsewhere' });
  } else await releaseProject(id);
}

function fail(id: string, error: ForgeError): void {
  void held?.release();
  held = null;
  show({ id, step: 'failed', error });
}

const show = (opening: Opening) => useSession.setState({ opening });
