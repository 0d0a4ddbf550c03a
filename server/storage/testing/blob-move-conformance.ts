import { bytes, codeOf, expectEqual, keysBelow, MEBIBYTE, oddPieces, textOf } from './blob-checks.ts';
import type { BlobStoreCheck } from './blob-store-conformance.ts';
import { HOSTILE_KEYS } from './hostile-keys.ts';

const KEY = 'datasets/1b4e28ba-2fa1-41d2-883f-0016d3cca427/archive.zip';
const OTHER = 'datasets/1b4e28ba-2fa1-41d2-883f-0016d3cca427/preview-0.webp';
const THERE = `quarantine/20260102T030405Z/${KEY}`;

/** The checks on moving blobs that every BlobStore must pass, in any test runner. */
export const BLOB_MOVE_CHECKS: readonly BlobStoreCheck[] = [
  {
    name: 'moving gives a blob another key, and nothing else changes',
    async run(make) {
      const { store, leftovers } = await make();
      await store.put(KEY, oddPieces(3 * MEBIBYTE));
      const whole = await textOf(store, KEY);
      await store.put(OTHER, [bytes('beside it')]);
      expectEqual(await store.move(KEY, THERE), true, 'moved');
      expectEqual(await store.size(KEY), null, 'the size where it was');
      expectEqual((await textOf(store, THERE)) === whole, true, 'the same bytes');
      expectEqual((await keysBelow(store, 'quarantine/')).join(), THERE, 'the blobs where it is');
      expectEqual((await keysBelow(store, 'datasets/')).join(), OTHER, 'the blobs where it was');
      expectEqual(await store.move(KEY, THERE), false, 'moved once more');
      expectEqual(await textOf(store, THERE), whole, 'the blob that had the key');
      await store.put(KEY, [bytes('newer')]);
      expectEqual(await store.move(KEY, THERE), true, 'moved over it');
      expectEqual(await textOf(store, THERE), 'newer', 'the blob that took its place');
      expectEqual(await store.move(THERE, KEY), true, 'moved back');
      expectEqual(await textOf(store, KEY), 'newer', 'the blob that came back');
      for (const key of [KEY, OTHER]) await store.remove(key);
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
  {
    name: 'of several who move one blob at once, whoever comes late hears so or does the same',
    async run(make) {
      const { store, leftovers } = await make();
      for (let round = 0; round < 5; round++) {
        await store.put(KEY, [bytes('once')]);
        const moved = await Promise.all([1, 2, 3].map(() => store.move(KEY, THERE)));
        expectEqual(moved.includes(true), true, 'somebody moved it');
        expectEqual(await store.size(KEY), null, 'the size where it was');
        expectEqual(await textOf(store, THERE), 'once', 'the blob');
      }
      await store.remove(THERE);
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
  {
    name: 'every blob that can be, however deep, can be moved to the quarantine and listed there',
    async run(make) {
      const { store } = await make();
      const deep = `a/b/c/d/e/${'f'.repeat(100)}`;
      await store.put(deep, [bytes('deep')]);
      expectEqual(await store.move(deep, `quarantine/20260102T030405Z/${deep}`), true, 'moved');
      expectEqual((await keysBelow(store, 'quarantine/')).join(), `quarantine/20260102T030405Z/${deep}`, 'the list');
    },
  },
  {
    name: 'promise 9: nothing is moved from or to hostile keys',
    async run(make) {
      const { store, leftovers } = await make();
      await store.put(KEY, [bytes('stays')]);
      for (const key of HOSTILE_KEYS) {
        expectEqual(await codeOf(store.move(key, THERE)), 'internal', `move ${JSON.stringify(key)}`);
        expectEqual(await codeOf(store.move(KEY, key)), 'internal', `move to ${JSON.stringify(key)}`);
      }
      expectEqual(await textOf(store, KEY), 'stays', 'the blob');
      await store.remove(KEY);
      expectEqual((await leftovers()).join(), '', 'left behind');
    },
  },
];
