import type { LABELS_SENTENCES } from '../../../core/sentences/labels.ts';

/** Russian sentences about projects, labels, prompts and exports. */
export const RUSSIAN_LABELS: Readonly<Record<keyof typeof LABELS_SENTENCES, string>> = {};
