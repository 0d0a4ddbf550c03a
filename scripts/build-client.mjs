// Builds the client when its sources changed since the last build.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageBin, root, runNode } from './run-stage.mjs';
import { sourcesHash } from './sources-hash.mjs';

const stampPath = join(root, 'dist', 'client-sources-hash');
const sources = [
  'client',
  'core',
  'media',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'vite.config.ts',
];

/** Builds the client into dist/client when needed, or always with `force`. Throws when the build fails. */
export async function buildClient({ force = false } = {}) {
  const hash = sourcesHash(sources);
  const built = existsSync(join(root, 'dist', 'client', 'index.html')) && existsSync(stampPath);
  if (!force && built && readFileSync(stampPath, 'utf8') === hash) return;
  console.log('Building the client ...');
  const code = await runNode([packageBin('vite'), 'build', '--logLevel', 'warn']);
  if (code !== 0) throw new Error('The client could not be built; the reason is printed above.');
  writeFileSync(stampPath, hash);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildClient({ force: true });
