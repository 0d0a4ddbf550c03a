import packageJson from '../package.json' with { type: 'json' };

/** Written into the metadata of every dataset. */
export const APP_VERSION = packageJson.version;
