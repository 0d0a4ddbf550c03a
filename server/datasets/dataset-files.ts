/** Under which keys of the storage a dataset's files lie. */
export const DATASETS_PREFIX = 'datasets/';
export const datasetPrefix = (id: string): string => `${DATASETS_PREFIX}${id}/`;
export const archiveKey = (id: string): string => `${datasetPrefix(id)}archive.zip`;
export const previewKey = (id: string, index: number): string => `${datasetPrefix(id)}preview-${index}.webp`;
