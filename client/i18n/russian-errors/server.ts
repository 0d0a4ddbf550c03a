import type { SERVER_SENTENCES } from '../../../core/sentences/server.ts';

/** Russian sentences about accounts, storage, uploads and jobs. */
export const RUSSIAN_SERVER: Readonly<Record<keyof typeof SERVER_SENTENCES, string>> = {};
