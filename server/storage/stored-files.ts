import type { BlobStore, StoredBlob } from './blob-store.ts';

/** The rows of the database that own the blobs below a prefix. */
export interface FileOwner {
  readonly kind: 'datasets' | 'videos' | 'jobs';
  readonly prefix: string;
  /** The id of the dataset, video or job in a key; null for a key of another program. */
  idOfKey(key: string): string | null;
  /** Which of these ids have a row, in any state. */
  existing(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Which of these keys a row uses: all others are quarantined. */
  owned(keys: readonly string[]): Promise<ReadonlySet<string>>;
}

/** The blobs below an owner's prefix, compared with the database. */
export interface BlobSurvey {
  readonly owner: FileOwner;
  /** Ids that have a row and a blob. */
  readonly known: ReadonlySet<string>;
  /** Ids that have a blob and no row; a blob without an id counts as one. */
  readonly unknown: ReadonlySet<string>;
  /** Blobs without a row. */
  readonly unowned: readonly StoredBlob[];
}

const BATCH = 500;

/**
 * Compares the stored blobs with the database; nothing is changed.
 *
 * @param onBlob called for each blob
 */
export async function surveyBlobs(
  store: BlobStore,
  owner: FileOwner,
  onBlob: (blob: StoredBlob) => void = () => undefined,
): Promise<BlobSurvey> {
  const found = { owner, known: new Set<string>(), unknown: new Set<string>(), unowned: [] as StoredBlob[] };
  const compare = async (batch: readonly StoredBlob[]) => {
    const owned = await owner.owned(batch.map(({ key }) => key));
    const existing = await owner.existing([...new Set(batch.flatMap(({ key }) => owner.idOfKey(key) ?? []))]);
    for (const blob of batch) {
      const id = owner.idOfKey(blob.key);
      if (id !== null && existing.has(id)) found.known.add(id);
      else found.unknown.add(id ?? blob.key);
      if (!owned.has(blob.key)) found.unowned.push(blob);
    }
  };
  let batch: StoredBlob[] = [];
  for await (const blob of store.list(owner.prefix)) {
    onBlob(blob);
    batch.push(blob);
    if (batch.length < BATCH) continue;
    await compare(batch);
    batch = [];
  }
  if (batch.length > 0) await compare(batch);
  return found;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id in a key behind a prefix, as a folder; null where there is none. */
export function idBelow(prefix: string, key: string): string | null {
  const [id = '', ...rest] = key.startsWith(prefix) ? key.slice(prefix.length).split('/') : [];
  return rest.length > 0 && UUID.test(id) ? id : null;
}
