import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { BlobStore } from '../storage/blob-store.ts';
import type { VideosService } from '../videos/videos.service.ts';
import { checkAgesTrusted } from './older-database.ts';
import { emptyQuarantine } from './quarantine.ts';
import { fileOwners } from './reconcile.ts';

const SWEEP_MILLISECONDS = 3600_000;

interface Swept {
  readonly knex: Knex;
  readonly store: BlobStore;
  readonly videos: VideosService;
}

/** Removes abandoned uploads and videos that no job has needed for long, by ages that can be trusted. */
export async function sweepVideos({ knex, store, videos }: Swept, now: Date, log: Logger): Promise<void> {
  await checkAgesTrusted(knex, store, now, log);
  await videos.sweep(now);
}

/**
 * Sweeps videos and the quarantine every hour, for the first time an hour from now: a start removes nothing.
 * It only finds out whether ages can be trusted. Errors are logged, and retried the next time.
 *
 * @returns a function that stops it
 */
export async function startSweeping(
  parts: Swept & { readonly youngFileMilliseconds: number },
  { quarantineDays }: { readonly quarantineDays: number },
  log: Logger,
): Promise<() => void> {
  const { knex, store, youngFileMilliseconds } = parts;
  const failed = (error: unknown) => log.error({ err: error }, 'what is old was not swept');
  await checkAgesTrusted(knex, store, new Date(), log).catch(failed);
  const sweep = async () => {
    const now = new Date();
    await sweepVideos(parts, now, log).catch(failed);
    const owners = fileOwners(knex, new Date(now.getTime() - youngFileMilliseconds));
    await emptyQuarantine(store, owners, quarantineDays, now, log);
  };
  const timer = setInterval(() => void sweep().catch(failed), SWEEP_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}
