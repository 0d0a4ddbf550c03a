/** English sentences about projects, labels, prompts and exports: see `english.ts`. */
export const LABELS_SENTENCES = {} as const;
