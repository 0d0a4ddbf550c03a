import { wrap } from 'comlink';
import type { KeepVideoApi } from '../../workers/keep-video.worker.ts';
import { installErrorTransfer } from '../../workers/error-transfer.ts';
import { failureOf } from '../worker-failure.ts';
import { listProjects } from './project-repository.ts';
import type { VideoIdentity } from './stored-project.ts';

installErrorTransfer();

/** How keeping a video ended: there was no room for it, or the browser does not do it at all. */
export type KeptVideo = 'kept' | 'no-room' | 'not-kept';

/** Folder of the browser's private file system with the videos, each under its fingerprint: projects of the same video share it. */
const FOLDER = 'videos';
/** Held by whoever writes or sweeps in the folder, in any tab. */
const LOCK = 'vdf-videos';

/** The copy of a project's video that the browser kept, under its own name again; null where there is none. */
export async function findKeptVideo({ fingerprint, name, size, lastModified }: VideoIdentity): Promise<File | null> {
  if (fingerprint === null) return null;
  try {
    const folder = await videoFolder();
    const kept = await (await folder.getFileHandle(fingerprint)).getFile();
    // A blob of a blob reads from the same file: nothing is copied.
    return kept.size === size ? new File([kept], name, { type: kept.type, lastModified }) : null;
  } catch {
    return null; // No private file system, or no such file in it: the person is asked for the video.
  }
}

/** Copies a video into the browser in the background, unless it is there already. Never throws: a project works without its copy. */
export async function keepVideo(file: File, video: VideoIdentity): Promise<KeptVideo> {
  const { fingerprint } = video;
  if (fingerprint === null || typeof navigator.storage?.getDirectory !== 'function') return 'not-kept';
  try {
    return await exclusively(async () => {
      if (await findKeptVideo(video)) return 'kept';
      // Asks the browser not to clear the videos when it needs room; what it answers changes nothing here.
      await navigator.storage.persist?.();
      return await copyInWorker(file, fingerprint);
    });
  } catch (error) {
    console.warn('The video could not be kept in the browser.', error);
    return 'not-kept';
  }
}

/** Removes videos that no project has any more. */
export async function sweepVideos(): Promise<void> {
  if (typeof navigator.storage?.getDirectory !== 'function') return;
  try {
    await exclusively(async () => {
      const used = new Set((await listProjects()).map(({ summary }) => summary.video.fingerprint));
      const folder = await videoFolder();
      for await (const name of folder.keys()) if (!used.has(name)) await folder.removeEntry(name);
    });
  } catch (error) {
    console.warn('Old videos could not be removed from the browser.', error);
  }
}

async function videoFolder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

async function copyInWorker(file: File, fingerprint: string): Promise<KeptVideo> {
  const worker = new Worker(new URL('../../workers/keep-video.worker.ts', import.meta.url), {
    type: 'module',
    name: 'keep-video',
  });
  try {
    return await Promise.race([wrap<KeepVideoApi>(worker).keep(file, FOLDER, fingerprint), failureOf(worker)]);
  } finally {
    worker.terminate();
  }
}

function exclusively<T>(work: () => Promise<T>): Promise<T> {
  return typeof navigator.locks === 'undefined' ? work() : navigator.locks.request(LOCK, work);
}
