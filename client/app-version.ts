import { version } from '../package.json';

/** Written into the metadata of every dataset. */
export const APP_VERSION: string = version;
