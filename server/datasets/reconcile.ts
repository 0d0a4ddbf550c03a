import type { Logger } from 'pino';
import type { BlobStore } from '../storage/blob-store.ts';
import { archiveKey, datasetIdOfKey, datasetPrefix, DATASETS_PREFIX, previewKey } from './dataset-files.ts';
import type { DatasetsRepo } from './datasets.repo.ts';

/** What a start of the server found and mended. */
export interface Reconciliation {
  /** Datasets whose saving never ended: their rows and files are gone now. */
  readonly unfinished: readonly string[];
  /** Files that belonged to no dataset: gone now. */
  readonly removedFiles: number;
  /** Datasets that miss files, or whose archive has another size than it should: left as they are, and reported. */
  readonly damaged: readonly string[];
}

const BATCH = 500;

/**
 * Brings rows and files together after a crash.
 *
 * @param patience milliseconds: what is younger may be another server's upload that is just being stored. 0 where this server is alone.
 */
export async function reconcileDatasets(
  repo: DatasetsRepo,
  store: BlobStore,
  patience: number,
  log: Logger,
): Promise<Reconciliation> {
  const before = new Date(Date.now() - patience);
  const unfinished = await repo.removeStoringSince(before);
  let removedFiles = 0;
  let batch: { key: string; id: string | null }[] = [];
  const sizes = new Map<string, number>();
  const removeOrphans = async () => {
    const known = await repo.existing([...new Set(batch.flatMap(({ id }) => id ?? []))]);
    for (const { key, id } of batch) {
      if (id !== null && known.has(id)) continue;
      await store.remove(key);
      sizes.delete(key);
      removedFiles += 1;
    }
    batch = [];
  };
  for await (const { key, bytes, modifiedAt } of store.list(DATASETS_PREFIX)) {
    sizes.set(key, bytes);
    if (modifiedAt < before || patience === 0) batch.push({ key, id: datasetIdOfKey(key) });
    if (batch.length >= BATCH) await removeOrphans();
  }
  await removeOrphans();
  const damaged: string[] = [];
  for await (const { id, bytes, previews } of repo.readyFiles(before)) {
    const wanted = Array.from({ length: previews }, (_, index) => previewKey(id, index));
    if (sizes.get(archiveKey(id)) !== bytes || wanted.some((key) => !sizes.has(key))) damaged.push(id);
  }
  if (unfinished.length > 0 || removedFiles > 0)
    log.warn({ unfinished, removedFiles }, 'unfinished uploads were removed');
  for (const id of damaged) log.error({ id, prefix: datasetPrefix(id) }, 'a dataset misses files in the storage');
  return { unfinished, removedFiles, damaged };
}
