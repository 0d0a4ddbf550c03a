import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { getJson, putJson } from '../storage/json-blob.ts';
import { VideosRepo } from '../videos/videos.repo.ts';

/** Stored beside the files, so that restoring a dump does not set it back. */
const SWEPT_KEY = 'state/swept.json';
const sweptSchema = z.object({ at: z.iso.datetime().transform((text) => new Date(text)) });
const rowSchema = z.object({ at: z.date() });

/**
 * Sweeps are an hour apart, and another server may be between its two notes. So short a time does not matter
 * for ages of days.
 */
const TOLERANCE_MILLISECONDS = 2 * 3600_000;

/** Notes are an hour apart where a server runs. */
const STOPPED_MILLISECONDS = 24 * 3600_000;

/**
 * Records the time of this check, in the database and beside the files. Ages reflect use only where both
 * notes of the last check exist, as new as each other and recent. Otherwise a dump was restored, files were
 * copied from elsewhere, or no server ran, and no user could use anything: all videos and uploads count as
 * used now, instead of being removed by an age.
 *
 * @returns whether ages could be trusted
 */
export async function checkAgesTrusted(knex: Knex, store: BlobStore, now: Date, log: Logger): Promise<boolean> {
  const row: unknown = await knex('sweeps').where({ name: 'videos' }).first('at');
  const own = row === undefined ? null : rowSchema.parse(row).at;
  const seen = await readNote(store);
  const isTrusted =
    seen !== null &&
    own !== null &&
    seen.getTime() - own.getTime() <= TOLERANCE_MILLISECONDS &&
    now.getTime() - own.getTime() <= STOPPED_MILLISECONDS;
  if (!isTrusted) {
    const videos = await new VideosRepo(knex).countAsUsed(now);
    if (videos > 0) log.warn({ database: own, files: seen, videos }, `${UNTRUSTED}: all videos count as used now`);
  }
  await putNote(store, now);
  await knex('sweeps').insert({ name: 'videos', at: now }).onConflict('name').merge();
  return isTrusted;
}

const UNTRUSTED = 'the server was stopped for long, or its database or files were restored from elsewhere';

/**
 * A full disk is no reason to remove nothing: where the note stays old, the next restored dump is only
 * trusted a little longer.
 */
async function putNote(store: BlobStore, now: Date): Promise<void> {
  try {
    await putJson(store, SWEPT_KEY, { at: now.toISOString() });
  } catch (error) {
    if (!(error instanceof ForgeError && error.code === 'storage_full')) throw error;
  }
}

async function readNote(store: BlobStore): Promise<Date | null> {
  try {
    return (await getJson(store, SWEPT_KEY, sweptSchema)).at;
  } catch (error) {
    if (error instanceof ForgeError && error.code === 'not_found') return null;
    throw error;
  }
}
