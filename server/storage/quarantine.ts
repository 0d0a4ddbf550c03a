import type { BlobStore, StoredBlob } from './blob-store.ts';

/**
 * Prefix of blobs without a row in the database: below it the time at which they were quarantined, and then
 * their own keys. So they keep their identity, and are kept by their time in the quarantine, whatever the age
 * of a file.
 */
const QUARANTINE_PREFIX = 'quarantine/';

const STAMPED = /^quarantine\/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\/(.+)$/;

/** The prefix of blobs that are quarantined at a time, to the second. */
export const quarantinePrefix = (at: Date): string =>
  `${QUARANTINE_PREFIX}${at.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}/`;

/** A quarantined blob. */
export interface QuarantinedBlob {
  /** Its key in the quarantine. */
  readonly place: string;
  /** Its key before. */
  readonly key: string;
  readonly bytes: number;
  /** When it was quarantined. */
  readonly since: Date;
}

/** All quarantined blobs, in no order. */
export async function* listQuarantined(store: BlobStore): AsyncGenerator<QuarantinedBlob, void, undefined> {
  for await (const blob of store.list(QUARANTINE_PREFIX)) {
    const found = asQuarantined(blob);
    if (found) yield found;
  }
}

function asQuarantined({ key: place, bytes }: StoredBlob): QuarantinedBlob | null {
  const [, year, month, day, hours, minutes, seconds, key] = STAMPED.exec(place) ?? [];
  const since = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  return key === undefined || Number.isNaN(since.getTime()) ? null : { place, key, bytes, since };
}
