import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The app's own folder, with models and dist in it. It is looked for upwards: what is built lies deeper than its sources. */
export const APP_ROOT: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Built by scripts/build-node.mjs; from sources, programs and threads of their own need a TypeScript loader. */
export const IS_BUILT: boolean = import.meta.url.endsWith('.js');

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'models', 'manifest.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('The app is not whole: models/manifest.json is missing.');
  return findRoot(above);
}
