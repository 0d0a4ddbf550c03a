import type { Logger } from 'pino';
import type { BlobStore } from '../storage/blob-store.ts';
import { videoPrefix } from './video-files.ts';

/**
 * Removes the files of videos whose rows are deleted. Files that cannot be removed are quarantined at the
 * next start.
 */
export async function removeVideoFiles(store: BlobStore, ids: readonly string[], log: Logger): Promise<void> {
  for (const id of ids) {
    try {
      for await (const { key } of store.list(videoPrefix(id))) await store.remove(key);
    } catch (error) {
      log.warn({ id, err: error }, 'the files of a deleted video are left for the next start');
    }
  }
}
