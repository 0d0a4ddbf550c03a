import { safeVideoStem } from '../../core/export/safe-names.ts';
import { isListedAlike, isSameVideo } from '../../core/project/same-video.ts';
import { parseProjectText, type Project } from '../../core/schema/project.ts';
import { PageError } from '../i18n/page-error.ts';
import { removeUnusedVideos, withVideosLock } from '../project/storage/kept-videos.ts';
import { acquireProject, withClosedProject } from '../project/storage/project-lock.ts';
import {
  deleteProject,
  duplicateProject,
  listProjects,
  readProject,
  renameProject,
  saveProject,
} from '../project/storage/project-repository.ts';
import { storageTexts } from '../project/storage/storage-texts.ts';
import { NO_PENDING_WORK, type VideoIdentity } from '../project/storage/stored-project.ts';
import { useProjectStore } from '../project/project-store.ts';
import { saveBlob } from '../ui/save-blob.ts';
import { useVideoStore } from '../video/video-store.ts';
import { goToProject } from './address.ts';
import { cancelProjectOpening } from './open-stored.ts';
import { closeProject, enterProject, releaseProject, openWork, saveOpenProject } from './open-project.ts';
import { useOpenProject } from './open-project-store.ts';

const isOpen = (id: string) => useOpenProject.getState().openId === id;

/**
 * Renames any stored project, also the open one. Throws errors of the storage, and `project_conflict` where
 * another tab has it open.
 */
export async function renameStoredProject(id: string, name: string): Promise<void> {
  if (!isOpen(id)) {
    await unopened(id, () => renameProject(id, name));
    return;
  }
  if (useProjectStore.getState().locked) throw new PageError('project_conflict', () => storageTexts.locked);
  useProjectStore.getState().dispatch({ type: 'project.rename', name });
  await saveOpenProject();
}

/** Copies a project. Throws errors of the storage. */
export async function duplicateStoredProject(id: string): Promise<void> {
  if (isOpen(id)) await saveOpenProject();
  await duplicateProject(id);
}

/**
 * Deletes a project, and its video where no other project has it; the open project is closed first. Throws as
 * `renameStoredProject`.
 */
export async function deleteStoredProject(id: string): Promise<void> {
  if (isOpen(id)) await closeProject();
  cancelProjectOpening();
  await unopened(id, () => deleteProject(id));
  await removeUnusedVideos();
}

/**
 * Downloads a stored project as a file, unchanged, also where this version of the app cannot read it. Throws
 * errors of the storage.
 */
export async function exportStoredProject(id: string): Promise<void> {
  if (isOpen(id)) await saveOpenProject();
  const { summary, document } = await readProject(id);
  download(document, summary.name);
}

/** Downloads the open project as a file, from memory: possible also where nothing can be stored. */
export function exportOpenProject(): void {
  const { project } = useProjectStore.getState();
  if (project) download(project, project.video.name);
}

/**
 * Imports a project file as a new project and opens it: with the open video where that is its video,
 * otherwise by asking for the video. Throws `project_invalid`, `project_too_new`, and errors of the storage.
 */
export async function importProject(file: File): Promise<void> {
  await addProject(parseProjectText(await file.text()));
}

/** Stores a project in the browser and opens it, as `importProject` does. Throws errors of the storage. */
export async function addProject(project: Project, id: string = crypto.randomUUID()): Promise<void> {
  const createdAt = Date.now();
  const open = openWork();
  if (open && fitsOpenVideo(project)) {
    const lock = await acquireProject(id, () => void releaseProject(id));
    enterProject({ id, createdAt, video: open.video, saved: null, revision: 0 }, project, lock);
  } else {
    // The project that shares the video may be deleted right now: its copy must not be swept before this
    // project is stored.
    await withVideosLock(async () => {
      const video = await knownVideoOf(project);
      await saveProject({ id, createdAt, video, project, pending: NO_PENDING_WORK, saved: null, revision: 0 });
    });
  }
  goToProject(id);
}

function fitsOpenVideo({ video }: Project): boolean {
  const { metadata } = useVideoStore.getState();
  return metadata !== null && isSameVideo(metadata, video);
}

/**
 * The stored identity of the video where another project has the same one; otherwise that of the project
 * file.
 */
async function knownVideoOf({ video }: Project): Promise<VideoIdentity> {
  const same = (await listProjects()).find(({ summary }) =>
    isListedAlike({ ...summary.video, frameCount: summary.frameCount }, video),
  );
  const { name, size } = video;
  return same?.summary.video ?? { name, size, lastModified: 0, fingerprint: null };
}

async function unopened(id: string, work: () => Promise<void>): Promise<void> {
  if (!(await withClosedProject(id, work))) throw new PageError('project_conflict', () => storageTexts.openElsewhere);
}

function download(document: unknown, name: string): void {
  const blob = new Blob([`${JSON.stringify(document)}\n`], { type: 'application/json' });
  saveBlob(blob, `${safeVideoStem(name)}.vdf.json`);
}
