/** Keys of a dataset's files in the storage. */
export const DATASETS_PREFIX = 'datasets/';
export const datasetPrefix = (id: string): string => `${DATASETS_PREFIX}${id}/`;
export const archiveKey = (id: string): string => `${datasetPrefix(id)}archive.zip`;
export const previewKey = (id: string, index: number): string => `${datasetPrefix(id)}preview-${index}.webp`;
