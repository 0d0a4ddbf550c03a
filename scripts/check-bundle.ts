// Fails when the JavaScript of the first page exceeds its limit: everything that index.html reaches by static
// imports, gzipped.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const limitKb = 300;

/** A chunk of Vite's manifest; its imports are keys of the manifest. */
interface ManifestChunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}
type Manifest = Readonly<Record<string, ManifestChunk>>;

/**
 * The JavaScript files that `entry` of a Vite manifest needs before it runs. Throws when the manifest has no
 * such entry.
 */
export function staticScripts(manifest: Manifest, entry: string): string[] {
  const seen = new Map<string, ManifestChunk>();
  const visit = (key: string) => {
    if (seen.has(key)) return;
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`The build's manifest has no entry ${key}.`);
    seen.set(key, chunk);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  visit(entry);
  return [...seen.values()].map(({ file }) => file).filter((file) => /\.m?js$/.test(file));
}

async function checkBundle(): Promise<void> {
  const folder = fileURLToPath(new URL('../dist/client', import.meta.url));
  const manifest = JSON.parse(await readFile(join(folder, '.vite', 'manifest.json'), 'utf8')) as Manifest;
  let bytes = 0;
  for (const file of staticScripts(manifest, 'index.html')) {
    const size = (await promisify(gzip)(await readFile(join(folder, file)), { level: 9 })).length;
    console.log(`${(size / 1000).toFixed(1).padStart(8)} KB  ${file}`);
    bytes += size;
  }
  console.log(
    `${(bytes / 1000).toFixed(1).padStart(8)} KB of gzipped JavaScript on the first page; the limit is ${limitKb} KB.`,
  );
  if (bytes === 0) throw new Error('The build has no JavaScript for the first page.');
  if (bytes > limitKb * 1000) throw new Error(`The first page needs more JavaScript than ${limitKb} KB.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await checkBundle();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
