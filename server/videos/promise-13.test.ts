import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Upload } from 'tus-js-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { copyTemplate } from '../database-template.testing.ts';
import { keysBelow } from '../storage/blob-checks.testing.ts';
import { startS3Server, type S3TestServer } from '../storage/s3-server.testing.ts';
import { TestClient } from '../test-client.testing.ts';
import { createTestDatabase, DATABASES } from '../test-server.testing.ts';
import { beginUpload, noise, patchHeaders, sha256Of, TUS } from './upload.testing.ts';
import { LocalStore } from '../storage/local-store.ts';
import { S3Store } from '../storage/s3-store.ts';
import type { BlobStore } from '../storage/blob-store.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MIB = 1 << 20;
const PART = 16 * MIB;
const content = noise(40 * MIB + 321);

/** What a server process is started with, and its storage as seen from beside it. */
interface Place {
  readonly environment: Readonly<Record<string, string>>;
  openStore(): Promise<BlobStore>;
  remove(): Promise<void>;
}

let s3: S3TestServer | undefined;
const running: ChildProcess[] = [];
beforeAll(async () => {
  if (DATABASES.length > 1) s3 = await startS3Server();
});
afterAll(() => s3?.close());
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

async function embeddedPlace(): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vdf-promise-13-'));
  await copyTemplate(dataDir);
  return {
    environment: { DATA_DIR: dataDir, DATABASE_URL: '' },
    openStore: () => LocalStore.open(join(dataDir, 'storage')),
    remove: () => rm(dataDir, { recursive: true }),
  };
}

async function scaledPlace(server: S3TestServer): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vdf-promise-13-'));
  const database = await createTestDatabase();
  const bucket = await server.freshBucket();
  return {
    environment: {
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      S3_BUCKET: bucket.bucket,
      S3_ENDPOINT: bucket.endpoint ?? '',
      S3_REGION: bucket.region,
      S3_ACCESS_KEY_ID: 'test',
      S3_SECRET_ACCESS_KEY: 'test',
    },
    openStore: async () => new S3Store(bucket),
    async remove() {
      await database.drop();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** Starts a server process. Returns it and its address. */
async function start({ environment }: Place) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', ...environment },
  });
  running.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /http:\/\/\S+/.exec(line.toString())?.[0];
  if (url === undefined) throw new Error(`the server said: ${line.toString()}`);
  return { child, url };
}

const cookieOf = (client: TestClient): string =>
  [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');

/** Begins a PATCH of the whole content, and sends only a part of it. */
function sendPartly(url: string, id: string, client: TestClient, bytes: number): void {
  const patch = request(`${url}/api/uploads/${id}`, {
    method: 'PATCH',
    headers: { ...patchHeaders(0), cookie: cookieOf(client), 'content-length': String(content.length) },
  });
  // The server is killed: what else could come of it.
  patch.on('error', () => patch.destroy());
  patch.write(content.subarray(0, bytes));
}

async function untilReceived(client: TestClient, id: string, bytes: number): Promise<void> {
  await expect
    .poll(async () => ((await client.get(`/api/uploads/${id}`)).json as { received: number }).received, {
      timeout: 20_000,
      interval: 50,
    })
    .toBe(bytes);
}

function resume(url: string, id: string, client: TestClient): Promise<void> {
  return new Promise((resolve, reject) => {
    new Upload(Buffer.from(content), {
      uploadUrl: `${url}/api/uploads/${id}`,
      headers: { cookie: cookieOf(client) },
      chunkSize: 9 * MIB,
      retryDelays: [100],
      onSuccess: () => resolve(),
      onError: reject,
    }).start();
  });
}

const PLACES = {
  'the embedded database and a folder': embeddedPlace,
  ...(DATABASES.length > 1
    ? { 'PostgreSQL and a bucket': () => scaledPlace(s3 ?? expect.fail('there is no S3 server')) }
    : {}),
} satisfies Record<string, () => Promise<Place>>;

describe('promise 13: a large upload survives SIGKILL of the server', () => {
  it.each(Object.entries(PLACES))(
    'on %s',
    async (_name, makePlace) => {
      const place = await makePlace();
      const first = await start(place);
      const client = new TestClient(first.url);
      await client.register('sender');
      const id = await beginUpload(client, content);
      sendPartly(first.url, id, client, PART + 9 * MIB);
      await untilReceived(client, id, PART);
      first.child.kill('SIGKILL');
      await once(first.child, 'exit');

      const second = await start(place);
      const again = new TestClient(second.url);
      for (const [name, cookie] of client.cookies) again.cookies.set(name, cookie);
      const head = await again.send('HEAD', `/api/uploads/${id}`, { headers: TUS });
      expect([head.status, head.headers.get('upload-offset')]).toEqual([200, String(PART)]);
      const store = await place.openStore();
      expect(await keysBelow(store, `videos/${id}/`)).toHaveLength(1);
      await resume(second.url, id, again);
      const found = (await again.get(`/api/videos?sha256=${sha256Of(content)}`)).json;
      expect(found).toMatchObject({ videos: [{ id, bytes: content.length }] });
      expect(sha256Of((await again.get(`/api/videos/${id}/content`)).bytes)).toBe(sha256Of(content));
      second.child.kill('SIGKILL');
      await once(second.child, 'exit');
      await place.remove();
    },
    120_000,
  );
});
