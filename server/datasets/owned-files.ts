import { idBelow, type FileOwner } from '../storage/stored-files.ts';
import { archiveKey, DATASETS_PREFIX, previewKey } from './dataset-files.ts';
import type { DatasetsRepo } from './datasets.repo.ts';

/**
 * Datasets as owners of stored files. One whose saving never ended owns nothing.
 *
 * @param before datasets that began to be saved later may be another server's
 */
export function datasetFiles(repo: DatasetsRepo, before: Date): FileOwner {
  const idOfKey = (key: string) => idBelow(DATASETS_PREFIX, key);
  return {
    kind: 'datasets',
    prefix: DATASETS_PREFIX,
    idOfKey,
    existing: (ids) => repo.existing(ids),
    async owned(keys) {
      const owners = await repo.readyOrBegunSince([...new Set(keys.flatMap((key) => idOfKey(key) ?? []))], before);
      return new Set(keys.filter((key) => owners.has(idOfKey(key) ?? '')));
    },
  };
}

/**
 * The datasets whose files are missing, or whose archive has the wrong size.
 *
 * @param before only those that were saved earlier
 * @param sizes bytes of all stored files of datasets, by key
 */
export async function damagedDatasets(
  repo: DatasetsRepo,
  before: Date,
  sizes: ReadonlyMap<string, number>,
): Promise<string[]> {
  const damaged: string[] = [];
  for await (const { id, bytes, previews } of repo.readyFiles(before)) {
    const wanted = Array.from({ length: previews }, (_, index) => previewKey(id, index));
    if (sizes.get(archiveKey(id)) !== bytes || wanted.some((key) => !sizes.has(key))) damaged.push(id);
  }
  return damaged;
}
