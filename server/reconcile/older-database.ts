import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { getJson, putJson } from '../storage/json-blob.ts';
import { VideosRepo } from '../videos/videos.repo.ts';

/** Beside the files, so that it does not go back in time with a dump. */
export const SWEPT_KEY = 'state/swept.json';
const sweptSchema = z.object({ at: z.iso.datetime().transform((text) => new Date(text)) });
const rowSchema = z.object({ at: z.date() });

/** Sweeps are an hour apart, and another server may be between its two notes. What happened in so short a time is of no weight for days. */
const TOLERANCE_MILLISECONDS = 2 * 3600_000;

/**
 * Notes in the database and beside the files that videos are swept now. Where the database's own note is older than that of the files, a dump
 * was restored: it does not know what was used since then, and so all videos and uploads count as used now instead of being removed by age.
 *
 * @returns whether that was so
 */
export async function noteSweep(knex: Knex, store: BlobStore, now: Date, log: Logger): Promise<boolean> {
  const row: unknown = await knex('sweeps').where({ name: 'videos' }).first('at');
  const own = row === undefined ? null : rowSchema.parse(row).at;
  const seen = await readNote(store);
  const isOlder = seen !== null && (own === null || seen.getTime() - own.getTime() > TOLERANCE_MILLISECONDS);
  if (isOlder) {
    await new VideosRepo(knex).countAsUsed(now);
    log.warn(
      { database: own, files: seen },
      'the database is older than the stored files (a dump was restored?): all videos count as used now',
    );
  }
  await putJson(store, SWEPT_KEY, { at: now.toISOString() });
  await knex('sweeps').insert({ name: 'videos', at: now }).onConflict('name').merge();
  return isOlder;
}

async function readNote(store: BlobStore): Promise<Date | null> {
  try {
    return (await getJson(store, SWEPT_KEY, sweptSchema)).at;
  } catch (error) {
    if (error instanceof ForgeError && error.code === 'not_found') return null;
    throw error;
  }
}
