/** English sentences about models and the devices that run them: see `english.ts`. */
export const MODELS_SENTENCES = {} as const;
