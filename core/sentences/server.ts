/** English sentences about accounts, storage, uploads and jobs: see `english.ts`. */
export const SERVER_SENTENCES = {} as const;
