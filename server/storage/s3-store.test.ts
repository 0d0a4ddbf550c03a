// @module-tag process
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { S3Config } from '../config.ts';
import { MEBIBYTE } from './testing/blob-checks.ts';
import { BLOB_MOVE_CHECKS } from './testing/blob-move-conformance.ts';
import { BLOB_STORE_CHECKS, type StoreUnderTest } from './testing/blob-store-conformance.ts';
import { isKey, type BlobStore } from './blob-store.ts';
import { openNetwork, startS3Server, type S3TestServer, type TestNetwork } from './testing/s3-server.ts';
import { S3Store } from './s3-store.ts';

const KEY = 'datasets/1/archive.zip';
const away = { code: 'storage_unavailable' };

let server: S3TestServer;
let folder: string;

beforeAll(async () => {
  server = await startS3Server();
  folder = await mkdtemp(join(tmpdir(), 'vdf-s3-files-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const make = () => makeStore();
/** A store in which every blob is too large for being copied by the store itself. */
const makeOfLarge = () => makeStore(0);

async function makeStore(copyBytes?: number): Promise<StoreUnderTest> {
  const config = await server.freshBucket();
  return {
    store: new S3Store(config, copyBytes),
    async file(bytes) {
      const path = join(folder, randomUUID());
      await writeFile(path, bytes);
      return path;
    },
    leftovers: () => leftovers(config),
  };
}

/**
 * Empties the bucket. Returns what S3 still has then: objects that are no blobs, and parts of unfinished
 * uploads.
 */
async function leftovers({ bucket }: S3Config): Promise<string[]> {
  const { Contents: objects = [] } = await server.client.send(new ListObjectsV2Command({ Bucket: bucket }));
  const keys = objects.flatMap(({ Key: key }) => key ?? []);
  for (const key of keys) await server.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  return [...keys.filter((key) => !isKey(key)), ...((await isEmpty(bucket)) ? [] : ['parts of an upload'])];
}

/** S3 removes a bucket only where it has neither objects nor unfinished multipart uploads. */
async function isEmpty(bucket: string): Promise<boolean> {
  try {
    await server.client.send(new DeleteBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    expect((error as S3ServiceException).name).toBe('BucketNotEmpty');
    return false;
  }
}

/** Endless content, of which some comes after the connection was cut. */
async function* contentThatCuts(network: TestNetwork): AsyncGenerator<Uint8Array> {
  for (let count = 0; ; count++) {
    if (count === 18) network.cut();
    if (count > 18) await setTimeout(20);
    yield new Uint8Array(MEBIBYTE);
  }
}

describe('a bucket as a store', () => {
  for (const check of [...BLOB_STORE_CHECKS, ...BLOB_MOVE_CHECKS]) it(check.name, () => check.run(make));

  for (const check of BLOB_MOVE_CHECKS)
    it(`of what is too large to be copied at once: ${check.name}`, () => check.run(makeOfLarge));

  it('passes over objects that are no blobs', async () => {
    const config = await server.freshBucket();
    for (const key of ['datasets/', 'datasets/a file'])
      await server.client.send(new PutObjectCommand({ Bucket: config.bucket, Key: key, Body: new Uint8Array(0) }));
    expect(await new S3Store(config).list('datasets/').next()).toMatchObject({ done: true });
  });

  it('refuses a bucket that is not there', async () => {
    const store = new S3Store({ ...(await server.freshBucket()), bucket: 'no-such-bucket' });
    await expect(store.check()).rejects.toMatchObject(away);
    await expect(store.open(KEY)).rejects.toMatchObject(away);
    await expect(store.list('datasets/').next()).rejects.toMatchObject(away);
    await expect(store.put(KEY, [new Uint8Array(1)])).rejects.toMatchObject(away);
  });
});

describe('a bucket that cannot be reached', () => {
  const calls: Readonly<Record<string, (store: BlobStore) => Promise<unknown>>> = {
    check: (store) => store.check(),
    size: (store) => store.size(KEY),
    open: (store) => store.open(KEY),
    remove: (store) => store.remove(KEY),
    move: (store) => store.move(KEY, `quarantine/20260102T030405Z/${KEY}`),
    list: (store) => store.list('datasets/').next(),
  };

  /** Runs all calls at once; each must report within some seconds that the store is unavailable. */
  async function expectAway(store: BlobStore, names: readonly string[] = Object.keys(calls)): Promise<void> {
    const start = performance.now();
    await Promise.all(names.map((name) => expect(calls[name]?.(store), name).rejects.toMatchObject(away)));
    expect(performance.now() - start).toBeLessThan(10_000);
  }

  it('says so where nothing listens', async () => {
    const network = await openNetwork(null);
    network.cut();
    const store = new S3Store({ ...(await server.freshBucket()), endpoint: network.endpoint });
    await expectAway(store);
    await expect(store.put(KEY, [new Uint8Array(1)])).rejects.toMatchObject(away);
  });

  it('says so where something listens and never answers', async () => {
    const network = await openNetwork(null);
    await expectAway(new S3Store({ ...(await server.freshBucket()), endpoint: network.endpoint }));
    network.cut();
  });

  it('says so when the connection is cut in the middle of a put, and no blob appears', async () => {
    const config = await server.freshBucket();
    const network = await openNetwork(config.endpoint ?? null);
    const store = new S3Store({ ...config, endpoint: network.endpoint });
    const start = performance.now();
    await expect(store.put(KEY, contentThatCuts(network))).rejects.toMatchObject(away);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(await new S3Store(config).size(KEY)).toBeNull();
  });
});
