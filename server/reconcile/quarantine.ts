import type { Logger } from 'pino';
import { ForgeError } from '../../core/errors.ts';
import type { BlobStore, StoredBlob } from '../storage/blob-store.ts';
import { listQuarantined, quarantinePrefix, type QuarantinedBlob } from '../storage/quarantine.ts';
import type { FileOwner } from '../storage/stored-files.ts';

const BATCH = 500;
const DAY_MILLISECONDS = 24 * 3600_000;

/** The content of the quarantine. */
interface QuarantineState {
  readonly files: number;
  readonly bytes: number;
  /** When the oldest of them was quarantined. */
  readonly since: Date | null;
}

/**
 * Quarantines blobs. Returns how many; those removed meanwhile are skipped. Where there is no room for that
 * they stay in place, to be found at a later start.
 */
export async function quarantineBlobs(
  store: BlobStore,
  blobs: readonly StoredBlob[],
  at: Date,
  log: Logger,
): Promise<number> {
  let moved = 0;
  try {
    for (const { key } of blobs) if (await store.move(key, quarantinePrefix(at) + key)) moved += 1;
  } catch (error) {
    if (!(error instanceof ForgeError && error.code === 'storage_full')) throw error;
    log.error({ err: error, files: blobs.length - moved }, 'files could not be put into the quarantine and stay');
  }
  return moved;
}

/**
 * Restores quarantined blobs that have a row by now (the right database is there again) and are not in place.
 * The last quarantined come first.
 *
 * @returns how many came back, and what stays
 */
export async function restoreQuarantined(
  store: BlobStore,
  owners: readonly FileOwner[],
): Promise<{ readonly back: number; readonly staying: readonly QuarantinedBlob[] }> {
  const all: QuarantinedBlob[] = [];
  for await (const blob of listQuarantined(store)) all.push(blob);
  all.sort((a, b) => b.since.getTime() - a.since.getTime());
  const owned = new Set<string>();
  for (const owner of owners) {
    const keys = all.flatMap(({ key }) => (key.startsWith(owner.prefix) ? key : []));
    for (let at = 0; at < keys.length; at += BATCH)
      for (const key of await owner.owned(keys.slice(at, at + BATCH))) owned.add(key);
  }
  const staying: QuarantinedBlob[] = [];
  for (const blob of all) {
    const isWanted = owned.has(blob.key) && (await store.size(blob.key)) === null;
    if (!isWanted || !(await store.move(blob.place, blob.key))) staying.push(blob);
  }
  return { back: all.length - staying.length, staying };
}

export function quarantineState(blobs: readonly QuarantinedBlob[]): QuarantineState {
  return {
    files: blobs.length,
    bytes: blobs.reduce((sum, { bytes }) => sum + bytes, 0),
    since: blobs.at(-1)?.since ?? null,
  };
}

/**
 * Removes blobs that have been in the quarantine for longer than it keeps them, counted from when they were
 * quarantined, and logs it. Blobs that have a row by now are restored instead. Never at a start: an operator
 * who reads a start's messages has time to act.
 *
 * @param keepDays 0 keeps them for ever
 * @returns how many were removed
 */
export async function emptyQuarantine(
  store: BlobStore,
  owners: readonly FileOwner[],
  keepDays: number,
  now: Date,
  log: Logger,
): Promise<number> {
  if (keepDays === 0) return 0;
  const { staying } = await restoreQuarantined(store, owners);
  const over = staying.filter(({ since }) => since.getTime() < now.getTime() - keepDays * DAY_MILLISECONDS);
  for (const { place } of over) await store.remove(place);
  if (over.length > 0)
    log.warn({ ...quarantineState(over), keepDays }, 'files that were long enough in the quarantine were removed');
  return over.length;
}
