import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { failingAfter } from './testing/blob-checks.ts';
import { checkKey } from './blob-store.ts';
import { BLOB_MOVE_CHECKS } from './testing/blob-move-conformance.ts';
import { BLOB_STORE_CHECKS, type StoreUnderTest } from './testing/blob-store-conformance.ts';
import { HOSTILE_KEYS } from './testing/hostile-keys.ts';
import { LocalStore } from './local-store.ts';

const KEY = 'datasets/a/archive.zip';
const away = { code: 'storage_unavailable' };

let folder: string;
let root: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-store-'));
  root = join(folder, 'storage');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function make(): Promise<StoreUnderTest> {
  const own = join(folder, randomUUID());
  const store = await LocalStore.open(own);
  return {
    store,
    async file(bytes) {
      const path = join(folder, randomUUID());
      await writeFile(path, bytes);
      return path;
    },
    leftovers: () => leftovers(own),
  };
}

/** Temporary files, and empty folders. */
async function leftovers(own: string): Promise<string[]> {
  const found: string[] = await readdir(join(own, '.incoming'));
  for (const entry of await readdir(own, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() || entry.name === '.incoming') continue;
    if ((await readdir(path)).length === 0) found.push(relative(own, path));
  }
  return found;
}

async function keysOf(store: LocalStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('datasets/')) keys.push(key);
  return keys;
}

/** Runs a module in a process of its own: `store` is a store in the root. */
function runWithStore(script: string, prefix: readonly string[] = []) {
  const module = `
    const { LocalStore } = await import('./server/storage/local-store.ts');
    const store = await LocalStore.open(${JSON.stringify(root)});
    ${script}`;
  const [command = '', ...args] = [...prefix, process.execPath, '--import', 'tsx', '--input-type=module', '-e', module];
  return spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: resolve('.') });
}

describe('a folder as a store', () => {
  for (const check of [...BLOB_STORE_CHECKS, ...BLOB_MOVE_CHECKS]) it(check.name, () => check.run(make));

  it('has nothing of contents that fail at once, whichever comes first, their file or its end', async () => {
    const store = await LocalStore.open(root);
    const error = new ForgeError('aborted');
    for (let at = 0; at < 500; at++)
      await expect(store.put(`datasets/${at}`, failingAfter(0, error))).rejects.toBe(error);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await leftovers(root)).toEqual([]);
  });

  it('stores a file of the same file system without a copy, as of now', async () => {
    const store = await LocalStore.open(root);
    const source = join(folder, 'upload');
    await writeFile(source, 'bytes');
    await store.put(KEY, source);
    expect((await stat(join(root, KEY))).ino).toBe((await stat(source)).ino);
    await rm(source);
    expect(await store.size(KEY)).toBe(5);
  });

  it('stores what a link to a file leads to', async () => {
    const store = await LocalStore.open(root);
    await writeFile(join(folder, 'upload'), 'bytes');
    await symlink(join(folder, 'upload'), join(folder, 'link'));
    await store.put(KEY, join(folder, 'link'));
    expect((await (await store.open(KEY)).toArray()).join('')).toBe('bytes');
  });

  it('works below a path with links and dots in it', async () => {
    await mkdir(join(folder, 'real'));
    await symlink(join(folder, 'real'), join(folder, 'link'));
    const store = await LocalStore.open(`${folder}/link/../link/./storage`);
    await store.put(KEY, [Uint8Array.of(1)]);
    expect(await keysOf(store)).toEqual([KEY]);
    await store.remove(KEY);
    expect(await readdir(join(folder, 'real', 'storage'))).toEqual(['.incoming']);
  });

  it('lists no file that is no blob', async () => {
    const store = await LocalStore.open(root);
    await store.put(KEY, [Uint8Array.of(1)]);
    await writeFile(join(root, 'datasets', '.DS_Store'), '');
    await writeFile(join(root, 'datasets', 'a', 'a file'), '');
    expect(await keysOf(store)).toEqual([KEY]);
  });

  it('says that it is away when its folder is gone', async () => {
    const store = await LocalStore.open(root);
    await rm(root, { recursive: true });
    await expect(store.check()).rejects.toMatchObject(away);
    await expect(store.put(KEY, [Uint8Array.of(1)])).rejects.toMatchObject(away);
  });

  it('says that it is away when its folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(LocalStore.open(join(folder, 'file', 'storage'))).rejects.toMatchObject(away);
  });
});

describe('the root of a store', () => {
  const piece = fc.constantFrom('..', '.', 'a', '/', '\\', '%2f', '%2e', '\0', 'datasets', '//', 'C:', '~', ' ', '\n');
  const anyKey = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
    fc.constantFrom(...HOSTILE_KEYS),
  );

  it('promise 9: no key leads out of the root', () => {
    const inside = (key: string) => resolve(root, key).startsWith(root + sep);
    let accepted = 0;
    const property = fc.property(anyKey, (key) => {
      try {
        expect(inside(checkKey(key))).toBe(true);
        accepted += 1;
      } catch (error) {
        expect(error).toMatchObject({ name: 'ForgeError', code: 'internal' });
      }
    });
    fc.assert(property, { numRuns: 5000 });
    expect(accepted).toBeGreaterThan(50);
  });

  it('promise 9: whatever is put under whatever key, nothing appears beside the root', async () => {
    const store = await LocalStore.open(root);
    const property = fc.asyncProperty(anyKey, async (key) => {
      await store.put(key, [Uint8Array.of(1)]).catch((error: unknown) => {
        // `storage_unavailable`: this key is the folder of another one.
        expect(error).toMatchObject({ name: 'ForgeError' });
      });
      expect(await readdir(folder)).toEqual(['storage']);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('promise 9: no link leads out of the root, be it a file or a folder', async () => {
    const store = await LocalStore.open(root);
    const outside = join(folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'archive.zip'), 'secret');
    await mkdir(join(root, 'datasets', 'a'), { recursive: true });
    await symlink(join(outside, 'archive.zip'), join(root, KEY));
    await symlink(outside, join(root, 'datasets', 'b'));
    await symlink(join(folder, 'dangling'), join(root, 'datasets', 'c'));

    expect(await keysOf(store)).toEqual([]);
    await expect(store.open(KEY)).rejects.toMatchObject({ code: 'not_found' });
    expect(await store.size(KEY)).toBeNull();
    await store.put(KEY, [Uint8Array.of(1)]);
    expect((await (await store.open(KEY)).toArray()).join('')).toBe('\u0001');

    const through = 'datasets/b/archive.zip';
    await expect(store.open(through)).rejects.toMatchObject(away);
    await expect(store.size(through)).rejects.toMatchObject(away);
    await expect(store.remove(through)).rejects.toMatchObject(away);
    await expect(store.move(through, KEY)).rejects.toMatchObject(away);
    await expect(store.move(KEY, through)).rejects.toMatchObject(away);
    await expect(store.list('datasets/b/').next()).rejects.toMatchObject(away);
    for (const key of [through, 'datasets/b/new/archive.zip', 'datasets/c/archive.zip'])
      await expect(store.put(key, [Uint8Array.of(1)])).rejects.toMatchObject(away);

    expect(await readFile(join(outside, 'archive.zip'), 'utf8')).toBe('secret');
    expect(await readdir(outside)).toEqual(['archive.zip']);
    expect((await readdir(folder)).sort()).toEqual(['outside', 'storage']);
  });
});

describe('a store whose process is killed', () => {
  it('promise 15: a put that is killed in the middle leaves nothing', async () => {
    const child = runWithStore(`
      await store.put(${JSON.stringify(KEY)}, (async function* () {
        for (;;) { yield new Uint8Array(100000); process.stdout.write('.'); await new Promise((r) => setTimeout(r, 5)); }
      })());`);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await readdir(join(root, '.incoming'))).toHaveLength(1);
    const store = await LocalStore.open(root);
    expect(await store.size(KEY)).toBeNull();
    expect(await readdir(root, { recursive: true })).toEqual(['.incoming']);
  });

  it.each([3, 11, 23, 41, 67])(
    'promise 15: killed %d ms after some puts of one key, the key has one of them whole',
    async (milliseconds) => {
      const size = 200_000;
      const child = runWithStore(`
        for (let round = 1; ; round++) {
          await store.put(${JSON.stringify(KEY)}, [new Uint8Array(${size}).fill(round)]);
          if (round === 20) process.stdout.write('.');
        }`);
      await once(child.stdout, 'data');
      await new Promise((resume) => setTimeout(resume, milliseconds));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const store = await LocalStore.open(root);
      const bytes = await readFile(join(root, KEY));
      expect(bytes.equals(Buffer.alloc(size, bytes[0]))).toBe(true);
      expect(await keysOf(store)).toEqual([KEY]);
      expect(await leftovers(root)).toEqual([]);
    },
  );
});

describe('a store whose disk is full', () => {
  /** A file system of one megabyte, visible to the child alone. */
  const tinyDisk = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=1m none "$0" && exec "$@"'];
  const canMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0;
  /** The system refuses larger files, to the child alone. */
  const smallFiles = ['bash', '-c', 'ulimit -f 1024; exec "$@"'];

  async function expectFull(prefix: readonly string[]): Promise<void> {
    await mkdir(root);
    const child = runWithStore(
      `
      const { readdir } = await import('node:fs/promises');
      const put = (chunks) => store.put(${JSON.stringify(KEY)}, Array.from({ length: chunks }, () => new Uint8Array(10_000)))
        .then(() => 'stored', (error) => error.code);
      const outcome = [await put(1), await put(1000), await store.size(${JSON.stringify(KEY)}), await put(2)];
      console.log(JSON.stringify([...outcome, await readdir(${JSON.stringify(join(root, '.incoming'))})]));`,
      [...prefix, root],
    );
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    await once(child, 'exit');
    expect(JSON.parse(output.toString())).toEqual(['stored', 'storage_full', 10_000, 'stored', []]);
  }

  it('says so, keeps the older blob, and goes on when there is room again', () => expectFull(smallFiles));

  it.skipIf(!canMount)('says so on a real file system without room (where the test may mount one)', () =>
    expectFull(tinyDisk),
  );
});
