import { createHash } from 'node:crypto';
import { ForgeError } from '../../../core/errors.ts';
import {
  bytes,
  chunks,
  codeOf,
  errorOf,
  expectEqual,
  failingAfter,
  keysBelow,
  MEBIBYTE,
  oddPieces,
  textOf,
} from './blob-checks.ts';
import type { BlobContent, BlobStore, ByteRange } from '../blob-store.ts';
import { HOSTILE_KEYS } from './hostile-keys.ts';

/** A store under test, and the helpers that a check needs. */
export interface StoreUnderTest {
  readonly store: BlobStore;
  /** Creates a local file for put. */
  file(bytes: Uint8Array): Promise<string>;
  /** Names of everything in the store beside finished blobs: parts, temporary files, empty folders. */
  leftovers(): Promise<readonly string[]>;
}

export interface BlobStoreCheck {
  readonly name: string;
  /** @param make creates an empty store on each call. Throws an Error that says what is wrong. */
  run(make: () => Promise<StoreUnderTest>): Promise<void>;
}

const KEY = 'datasets/1b4e28ba-2fa1-41d2-883f-0016d3cca427/archive.zip';
const OTHER = 'datasets/1b4e28ba-2fa1-41d2-883f-0016d3cca427/preview-0.webp';

/** The checks that every BlobStore must pass, in any test runner. */
export const BLOB_STORE_CHECKS: readonly BlobStoreCheck[] = [
  {
    name: 'a blob comes out as it went in, whatever it is made of',
    async run(make) {
      const { store, file, leftovers } = await make();
      const contents: readonly BlobContent[] = [
        [bytes('one '), bytes(''), bytes('two')],
        chunks('one ', 'two'),
        [bytes('-one two-').subarray(1, 8)],
        await file(bytes('one two')),
      ];
      for (const content of contents) {
        await store.put(KEY, content);
        expectEqual(await textOf(store, KEY), 'one two', 'the blob');
        expectEqual(await store.size(KEY), 7, 'its size');
        await store.remove(KEY);
      }
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
  {
    name: 'a blob without a byte is a blob',
    async run(make) {
      const { store, file } = await make();
      for (const content of [[], [bytes('')], await file(bytes(''))]) {
        await store.put(KEY, content);
        expectEqual(await store.size(KEY), 0, 'its size');
        expectEqual(await textOf(store, KEY), '', 'the blob');
        await store.remove(KEY);
      }
    },
  },
  {
    name: '20 MB in pieces of odd sizes come out as they went in',
    async run(make) {
      const { store } = await make();
      const total = 20 * MEBIBYTE + 5;
      const wanted = createHash('sha256');
      await store.put(KEY, oddPieces(total, wanted));
      expectEqual(await store.size(KEY), total, 'the size');
      const found = createHash('sha256');
      let largest = 0;
      for await (const chunk of (await store.open(KEY)) as AsyncIterable<Buffer>) {
        found.update(chunk);
        largest = Math.max(largest, chunk.length);
      }
      expectEqual(found.digest('hex'), wanted.digest('hex'), 'the sha256');
      if (largest > MEBIBYTE) throw new Error(`the blob came in a piece of ${largest} bytes: it is not streamed`);
    },
  },
  {
    name: 'content that fails midway leaves nothing, and its error comes out as it is',
    async run(make) {
      const { store, leftovers } = await make();
      // An error with a system code can be the content's as well: it says nothing about the store.
      const errors = [new ForgeError('aborted'), Object.assign(new Error('reset'), { code: 'ENOSPC' })];
      for (const error of errors) {
        for (const before of [0, 3, 17 * MEBIBYTE]) {
          expectEqual(await errorOf(store.put(KEY, failingAfter(before, error))), error, `the error after ${before}`);
          expectEqual(await store.size(KEY), null, 'the size');
        }
      }
      expectEqual((await keysBelow(store, 'datasets/')).join(), '', 'the blobs');
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
  {
    name: 'a file that is not there is an error, and nothing appears',
    async run(make) {
      const { store, file, leftovers } = await make();
      const error = await errorOf(store.put(KEY, `${await file(bytes('x'))}-missing`));
      expectEqual(error instanceof Error && 'code' in error && error.code, 'ENOENT', 'the error');
      expectEqual(await store.size(KEY), null, 'the size');
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
  {
    name: 'a file stays with the caller, and can be stored again and again',
    async run(make) {
      const { store, file, leftovers } = await make();
      const path = await file(bytes('same'));
      for (const key of [KEY, OTHER, KEY]) await store.put(key, path);
      await store.put(KEY, [bytes('new')]);
      expectEqual(await textOf(store, OTHER), 'same', 'the other blob of that file');
      await store.remove(KEY);
      await store.put(KEY, path);
      expectEqual(await textOf(store, KEY), 'same', 'the blob');
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
  {
    name: 'a failed replacement leaves the older blob; one that succeeds takes its place',
    async run(make) {
      const { store } = await make();
      await store.put(KEY, [bytes('the older one')]);
      await errorOf(store.put(KEY, failingAfter(3, new Error('stopped'))));
      expectEqual(await textOf(store, KEY), 'the older one', 'after a failure');
      await store.put(KEY, [bytes('newer')]);
      expectEqual(await textOf(store, KEY), 'newer', 'after a success');
      expectEqual(await store.size(KEY), 5, 'the size');
    },
  },
  {
    name: 'of puts of one key at once, one wins wholly',
    async run(make) {
      const { store, leftovers } = await make();
      const letters = ['a', 'b', 'c', 'd'];
      await Promise.all(letters.map((letter) => store.put(KEY, [bytes(letter.repeat(100_000))])));
      const found = await textOf(store, KEY);
      expectEqual(found, (found[0] ?? '').repeat(100_000), 'the blob');
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
  {
    name: 'puts and removals in one folder do not disturb each other',
    async run(make) {
      const { store } = await make();
      const keys = Array.from({ length: 12 }, (_, index) => `datasets/shared/preview-${index}.webp`);
      for (let round = 0; round < 3; round++) {
        await Promise.all(keys.map((key) => store.put(key, [bytes(key)])));
        expectEqual((await keysBelow(store, 'datasets/shared/')).length, keys.length, 'how many there are');
        await Promise.all(
          keys.map(async (key) => {
            await store.remove(key);
            await store.put(key, [bytes('again')]);
            await store.remove(key);
          }),
        );
        expectEqual((await keysBelow(store, 'datasets/')).join(), '', 'the blobs');
      }
    },
  },
  {
    name: 'ranges include both ends, and end with the blob',
    async run(make) {
      const { store } = await make();
      await store.put(KEY, [bytes('0123456789')]);
      const wanted: readonly (readonly [ByteRange, string])[] = [
        [{ start: 0, end: 0 }, '0'],
        [{ start: 2, end: 4 }, '234'],
        [{ start: 9, end: 9 }, '9'],
        [{ start: 0, end: 9 }, '0123456789'],
        [{ start: 7, end: 5000 }, '789'],
      ];
      for (const [range, text] of wanted) expectEqual(await textOf(store, KEY, range), text, JSON.stringify(range));
    },
  },
  {
    name: 'a range that the blob does not have is refused',
    async run(make) {
      const { store } = await make();
      await store.put(KEY, [bytes('0123456789')]);
      const ranges = [
        { start: 10, end: 20 },
        { start: 4, end: 3 },
        { start: -1, end: 3 },
        { start: 0, end: 1.5 },
        { start: Number.NaN, end: 3 },
      ];
      for (const range of ranges)
        expectEqual(await codeOf(store.open(KEY, range)), 'range_invalid', JSON.stringify(range));
    },
  },
  {
    name: 'a reader that goes away early leaves the store usable',
    async run(make) {
      const { store } = await make();
      await store.put(KEY, oddPieces(3 * MEBIBYTE));
      // More than a store's connections: streams left open would block the last ones.
      for (let count = 0; count < 60; count++) {
        for await (const chunk of (await store.open(KEY)) as AsyncIterable<Buffer>) if (chunk.length > 0) break;
      }
      expectEqual(await store.size(KEY), 3 * MEBIBYTE, 'the size');
    },
  },
  {
    name: 'what is not there is not_found, has no size and can be removed',
    async run(make) {
      const { store } = await make();
      expectEqual(await codeOf(store.open(KEY)), 'not_found', 'open');
      expectEqual(await codeOf(store.open(KEY, { start: 0, end: 1 })), 'not_found', 'open with a range');
      expectEqual(await store.size(KEY), null, 'size');
      await store.remove(KEY);
    },
  },
  {
    name: 'neither a folder of blobs nor what would lie below a blob is a blob',
    async run(make) {
      const { store } = await make();
      await store.put(KEY, [bytes('here')]);
      for (const key of ['datasets', `${KEY}/below`]) {
        expectEqual(await codeOf(store.open(key)), 'not_found', `open ${key}`);
        expectEqual(await store.size(key), null, `size of ${key}`);
        await store.remove(key);
      }
      expectEqual((await keysBelow(store, `${KEY}/`)).join(), '', 'the blobs below a blob');
      expectEqual(await textOf(store, KEY), 'here', 'the blob');
    },
  },
  {
    name: 'removing takes one blob only, twice as well',
    async run(make) {
      const { store, leftovers } = await make();
      await store.put(KEY, [bytes('x')]);
      await store.put(OTHER, [bytes('y')]);
      await store.remove(KEY);
      await store.remove(KEY);
      expectEqual(await store.size(KEY), null, 'the size');
      expectEqual(await textOf(store, OTHER), 'y', 'the other blob');
      await store.remove(OTHER);
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
  {
    name: 'lists the blobs below a prefix with their sizes and times',
    async run(make) {
      const { store, file } = await make();
      // Stores keep times in whole seconds, and another machine's clock may be ahead or behind.
      const start = Date.now() - 5000;
      await store.put('datasets/a/archive.zip', await file(bytes('12')));
      await store.put('datasets/a/deep/er/preview.webp', [bytes('123')]);
      await store.put('datasets/ab/archive.zip', [bytes('1')]);
      await store.put('other/archive.zip', [bytes('')]);
      const found = [];
      for await (const { key, bytes: count, modifiedAt } of store.list('datasets/a/')) {
        found.push(`${key} ${count}`);
        const time = modifiedAt.getTime();
        if (time < start || time > Date.now() + 5000) throw new Error(`${key} is of ${modifiedAt.toISOString()}`);
      }
      expectEqual(found.sort().join(), 'datasets/a/archive.zip 2,datasets/a/deep/er/preview.webp 3', 'the list');
      expectEqual((await keysBelow(store, 'datasets/')).length, 3, 'blobs below datasets/');
      expectEqual((await keysBelow(store, 'datasets/none/')).join(), '', 'blobs below a missing prefix');
    },
  },
  {
    name: 'lists more blobs than one page holds, and lets each be removed meanwhile',
    async run(make) {
      const { store, leftovers } = await make();
      const keys = Array.from({ length: 1050 }, (_, index) => `datasets/${index % 50}/preview-${index}.webp`);
      for (let at = 0; at < keys.length; at += 50)
        await Promise.all(keys.slice(at, at + 50).map((key) => store.put(key, [bytes('1')])));
      let found = 0;
      for await (const { key } of store.list('datasets/')) {
        await store.remove(key);
        found += 1;
      }
      expectEqual(found, keys.length, 'how many were listed');
      expectEqual((await keysBelow(store, 'datasets/')).join(), '', 'the blobs');
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
  {
    name: 'promise 9: hostile keys and prefixes are refused by every call, before anything is read',
    async run(make) {
      const { store, leftovers } = await make();
      for (const key of HOSTILE_KEYS) {
        const content = failingAfter(0, new Error('the content was read'));
        expectEqual(await codeOf(store.put(key, content)), 'internal', `put ${JSON.stringify(key)}`);
        expectEqual(await codeOf(store.open(key)), 'internal', `open ${JSON.stringify(key)}`);
        expectEqual(await codeOf(store.size(key)), 'internal', `size of ${JSON.stringify(key)}`);
        expectEqual(await codeOf(store.remove(key)), 'internal', `remove ${JSON.stringify(key)}`);
        expectEqual(await codeOf(keysBelow(store, `${key}/`)), 'internal', `list ${JSON.stringify(key)}/`);
      }
      expectEqual(await codeOf(keysBelow(store, 'datasets')), 'internal', 'list without a slash at the end');
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
  {
    name: 'says that it works',
    async run(make) {
      await (await make()).store.check();
    },
  },
];
