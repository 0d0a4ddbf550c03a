import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { BlobStore } from '../storage/blob-store.ts';
import type { VideosService } from '../videos/videos.service.ts';
import { emptyQuarantine } from './quarantine.ts';
import { fileOwners } from './reconcile.ts';

const SWEEP_MILLISECONDS = 3600_000;

/**
 * Sweeps videos now and every hour, and the quarantine every hour. What goes wrong then is logged, and tried again the next time.
 *
 * @returns what ends it
 */
export async function startSweeping(
  parts: { readonly knex: Knex; readonly store: BlobStore; readonly videos: VideosService; readonly patience: number },
  { quarantineDays }: { readonly quarantineDays: number },
  log: Logger,
): Promise<() => void> {
  const { knex, store, videos, patience } = parts;
  await videos.sweep(new Date());
  const sweep = async () => {
    const now = new Date();
    await videos.sweep(now);
    const owners = fileOwners(knex, new Date(now.getTime() - patience));
    await emptyQuarantine(store, owners, quarantineDays, now, log);
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.error({ err: error }, 'what is old was not swept'));
  }, SWEEP_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}
