import type { BlobStore, StoredBlob } from './blob-store.ts';

/**
 * Where blobs lie that no row of the database owns: under the time at which they were put aside, and then under their own keys. So they
 * are found again by what they were, and kept by how long they have been there, whatever the age of a file says.
 */
export const QUARANTINE_PREFIX = 'quarantine/';

const STAMPED = /^quarantine\/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\/(.+)$/;

/** The prefix for what is put aside at a time, to the second. */
export const quarantinePrefix = (at: Date): string =>
  `${QUARANTINE_PREFIX}${at.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}/`;

/** A blob that was put aside. */
export interface QuarantinedBlob {
  /** What it is called in the quarantine. */
  readonly place: string;
  /** What it was called before. */
  readonly key: string;
  readonly bytes: number;
  /** When it was put aside. */
  readonly since: Date;
}

/** Everything that was put aside, in no order. */
export async function* quarantined(store: BlobStore): AsyncGenerator<QuarantinedBlob, void, undefined> {
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
