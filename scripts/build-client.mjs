// Builds the client when its sources changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageBin, root, runNode } from './run-stage.mjs';

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

function filesUnder(path) {
  const entries = readdirSync(join(root, path), { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** A hash of every file that the build reads. Hashing the content takes a few ms and, unlike times, survives git checkouts. */
function sourcesHash() {
  const hash = createHash('sha256');
  for (const source of sources) {
    const isFile = /\.(json|ts)$/.test(source);
    const files = isFile ? [join(root, source)] : filesUnder(source).sort();
    for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Builds the client into dist/client when needed, or always with `force`. Throws when the build fails. */
export async function buildClient({ force = false } = {}) {
  const hash = sourcesHash();
  const built = existsSync(join(root, 'dist', 'client', 'index.html')) && existsSync(stampPath);
  if (!force && built && readFileSync(stampPath, 'utf8') === hash) return;
  console.log('Building the client ...');
  const code = await runNode([packageBin('vite'), 'build', '--logLevel', 'warn']);
  if (code !== 0) throw new Error('The client could not be built; the reason is printed above.');
  writeFileSync(stampPath, hash);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildClient({ force: true });
