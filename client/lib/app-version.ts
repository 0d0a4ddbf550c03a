import { version } from '../../package.json';

export const APP_NAME = 'Vision Data Forge';
/** Written into the metadata of every dataset. */
export const APP_VERSION: string = version;
