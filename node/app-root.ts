import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The app's own folder, with models and dist in it. Searched upwards: the build lies deeper than the sources.
 */
export const APP_ROOT: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/**
 * True when built by scripts/build-node.mjs; from sources, child processes and threads need a TypeScript
 * loader.
 */
export const IS_BUILT: boolean = import.meta.url.endsWith('.js');

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'models', 'manifest.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('The app is not whole: models/manifest.json is missing.');
  return findRoot(above);
}
