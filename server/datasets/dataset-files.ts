/** Under which keys of the storage a dataset's files lie. */
export const DATASETS_PREFIX = 'datasets/';
export const datasetPrefix = (id: string): string => `${DATASETS_PREFIX}${id}/`;
export const archiveKey = (id: string): string => `${datasetPrefix(id)}archive.zip`;
export const previewKey = (id: string, index: number): string => `${datasetPrefix(id)}preview-${index}.webp`;

/** The dataset that a key belongs to; null for a key of something else. */
export const datasetIdOfKey = (key: string): string | null => /^datasets\/([0-9a-f-]{36})\//.exec(key)?.[1] ?? null;
