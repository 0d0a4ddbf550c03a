// Fails when the JavaScript of the first page exceeds its limit: everything that index.html reaches by static
// imports, gzipped. Fails, too, when the code of a worker is missing: the bundler finds it only by an address that is
// written inside `new Worker(...)`, and no type or unit test notices.
import { readdir, readFile } from 'node:fs/promises';
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

/** The workers among the sources without a built file, which is named `<name>.worker-<hash>.js`. */
export function missingWorkers(sources: readonly string[], built: readonly string[]): string[] {
  const names = sources.filter((file) => file.endsWith('.worker.ts')).map((file) => file.slice(0, -'.ts'.length));
  return names.filter((name) => !built.some((file) => file.startsWith(`${name}-`) && file.endsWith('.js')));
}

async function checkWorkers(folder: string): Promise<void> {
  const sources = await readdir(fileURLToPath(new URL('../client/workers', import.meta.url)));
  const missing = missingWorkers(sources, await readdir(join(folder, 'assets')));
  if (missing.length > 0) throw new Error(`The build lacks the code of workers: ${missing.join(', ')}.`);
}

async function checkBundle(): Promise<void> {
  const folder = fileURLToPath(new URL('../dist/client', import.meta.url));
  await checkWorkers(folder);
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
