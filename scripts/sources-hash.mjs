// Tells whether a build is up to date with its sources.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-stage.mjs';

function filesUnder(path) {
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

/**
 * A hash of every file that a build reads. Hashing the content takes a few ms and, unlike modification times,
 * survives git checkouts.
 *
 * @param sources files and folders, as paths from the repository's root
 * @param wanted whether a file counts, by its path
 */
export function sourcesHash(sources, wanted = () => true) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesUnder(join(root, source)))) {
    if (!wanted(file)) continue;
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}
