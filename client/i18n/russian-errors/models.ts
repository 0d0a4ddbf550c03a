import type { MODELS_SENTENCES } from '../../../core/sentences/models.ts';

/** Russian sentences about models and the devices that run them. */
export const RUSSIAN_MODELS: Readonly<Record<keyof typeof MODELS_SENTENCES, string>> = {};
