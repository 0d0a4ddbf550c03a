import { wrap } from 'comlink';
import type { KeepVideoApi, KeepVideoResult } from '../../workers/keep-video.worker.ts';
import { installErrorTransfer } from '../../workers/error-transfer.ts';
import { rejectOnWorkerFailure } from '../../workers/worker-failure.ts';
import { referencedVideos } from './project-repository.ts';
import type { VideoIdentity } from './stored-project.ts';

installErrorTransfer();

/**
 * Folder of the browser's private file system with the videos, each under its fingerprint: projects of the
 * same video share it.
 */
const FOLDER = 'videos';
/** Lock of the folder: held while any tab writes or sweeps in it. */
const LOCK = 'vdf-videos';
/** Shared lock, held by each tab that has a project of the video open: a sweep keeps the video. */
const inUse = (fingerprint: string) => `vdf-video-${fingerprint}`;

/** The browser's copy of a project's video, under its own name again; null when there is none. */
export async function findKeptVideo({ fingerprint, name, size, lastModified }: VideoIdentity): Promise<File | null> {
  if (fingerprint === null) return null;
  try {
    const folder = await videoFolder();
    const kept = await (await folder.getFileHandle(fingerprint)).getFile();
    // A blob of a blob reads from the same file: nothing is copied.
    return kept.size === size ? new File([kept], name, { type: kept.type, lastModified }) : null;
  } catch (error) {
    // No private file system, or no such file in it: the user is asked for the video.
    const isMissing = error instanceof DOMException && error.name === 'NotFoundError';
    if (!isMissing) console.warn('The copy of the video could not be read.', error);
    return null;
  }
}

/**
 * Marks a video as used by this tab: its copy stays, even if all of its projects are deleted. A project may
 * use a video before it is stored, and frames are read from the copy for as long as it is open.
 *
 * @returns a function that ends it
 */
export function holdVideo({ fingerprint }: VideoIdentity): () => void {
  if (fingerprint === null || typeof navigator.locks === 'undefined') return () => undefined;
  let end = (): void => undefined;
  const used = new Promise<void>((resolve) => {
    end = resolve;
  });
  navigator.locks
    .request(inUse(fingerprint), { mode: 'shared' }, () => used)
    .catch((error: unknown) => console.warn('The copy of the video could not be held.', error));
  return end;
}

/**
 * Copies a video into the browser in the background, unless it is there already. Never throws: a project
 * works without its copy.
 */
export async function keepVideo(file: File, video: VideoIdentity): Promise<KeepVideoResult> {
  const { fingerprint } = video;
  if (fingerprint === null || typeof navigator.storage?.getDirectory !== 'function') return 'not-kept';
  try {
    return await withVideosLock(async () => {
      if (await findKeptVideo(video)) return 'kept';
      // Asks the browser not to clear the videos when it needs room. Its answer changes nothing here and is
      // not awaited: where the browser asks the user, it may never come, and meanwhile no tab could copy a
      // video.
      navigator.storage.persist?.().catch((error: unknown) => console.warn('The storage may be cleared.', error));
      return await copyInWorker(file, fingerprint);
    });
  } catch (error) {
    console.warn('The video could not be kept in the browser.', error);
    return 'not-kept';
  }
}

/**
 * Removes videos that belong to no project of this browser and that no tab uses. When the videos of the
 * projects cannot be determined, all of them stay.
 */
export async function removeUnusedVideos(): Promise<void> {
  if (typeof navigator.storage?.getDirectory !== 'function') return;
  try {
    await withVideosLock(async () => {
      const folder = await videoFolder();
      const names: string[] = [];
      for await (const name of folder.keys()) names.push(name);
      for (const name of names) await unlessUsed(name, () => removeUnwanted(folder, name));
    });
  } catch (error) {
    console.warn('Old videos could not be removed from the browser.', error);
  }
}

/** Runs `work` on a video's copy while no tab uses it, or not at all. */
async function unlessUsed(name: string, work: () => Promise<void>): Promise<void> {
  if (typeof navigator.locks === 'undefined') return work();
  await navigator.locks.request(inUse(name), { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}

/** Checks the projects at the last moment: one that is stored by now was not when the sweep began. */
async function removeUnwanted(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  const wanted = await referencedVideos();
  if (wanted && !wanted.has(name)) await folder.removeEntry(name);
}

async function videoFolder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

async function copyInWorker(file: File, fingerprint: string): Promise<KeepVideoResult> {
  const worker = new Worker(new URL('../../workers/keep-video.worker.ts', import.meta.url), {
    type: 'module',
    name: 'keep-video',
  });
  try {
    return await Promise.race([
      wrap<KeepVideoApi>(worker).keep(file, FOLDER, fingerprint),
      rejectOnWorkerFailure(worker),
    ]);
  } finally {
    worker.terminate();
  }
}

/** Runs `work` while no tab copies or sweeps videos. */
export function withVideosLock<T>(work: () => Promise<T>): Promise<T> {
  return typeof navigator.locks === 'undefined' ? work() : navigator.locks.request(LOCK, work);
}
