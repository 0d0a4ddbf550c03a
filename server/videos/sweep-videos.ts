import type { Logger } from 'pino';
import type { BlobStore } from '../storage/blob-store.ts';
import { VIDEOS_PREFIX } from './video-files.ts';
import type { VideosRepo } from './videos.repo.ts';
import type { VideosService } from './videos.service.ts';

const SWEEP_MILLISECONDS = 3600_000;
const BATCH = 500;

/**
 * Sweeps now and every hour. What goes wrong then is logged, and tried again the next time.
 *
 * @returns what ends it
 */
export async function startSweeping(videos: VideosService, log: Logger): Promise<() => void> {
  await videos.sweep(new Date());
  const timer = setInterval(() => {
    videos.sweep(new Date()).catch((error: unknown) => log.error({ err: error }, 'videos were not swept'));
  }, SWEEP_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Removes the blobs that a crash left without a video to which they belong.
 *
 * @param patience milliseconds: what is younger may be a part that another server is about to count. 0 where this server is alone.
 * @returns how many
 */
export async function reconcileVideos(
  repo: VideosRepo,
  store: BlobStore,
  patience: number,
  log: Logger,
): Promise<number> {
  const before = new Date(Date.now() - patience);
  let removed = 0;
  let batch: string[] = [];
  const removeOrphans = async () => {
    const known = await repo.existingKeys(batch);
    for (const key of batch.filter((each) => !known.has(each))) {
      await store.remove(key);
      removed += 1;
    }
    batch = [];
  };
  for await (const { key, modifiedAt } of store.list(VIDEOS_PREFIX)) {
    if (modifiedAt < before || patience === 0) batch.push(key);
    if (batch.length >= BATCH) await removeOrphans();
  }
  await removeOrphans();
  if (removed > 0) log.warn({ removed }, 'parts of videos that were never counted were removed');
  return removed;
}
