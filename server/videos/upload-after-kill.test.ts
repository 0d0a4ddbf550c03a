// @module-tag process
import { request } from 'node:http';
import { Upload } from 'tus-js-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  embeddedInstallation,
  kill,
  Processes,
  postgresInstallation,
  type TestInstallation,
} from '../testing/installations.ts';
import { keysBelow } from '../storage/testing/blob-checks.ts';
import { startS3Server, type S3TestServer } from '../storage/testing/s3-server.ts';
import { TestClient } from '../testing/test-client.ts';
import { DATABASES } from '../testing/test-server.ts';
import { beginUpload, noise, patchHeaders, sha256Of, TUS } from './testing/upload.ts';

const MIB = 1 << 20;
const PART = 16 * MIB;
const content = noise(40 * MIB + 321);

let s3: S3TestServer | undefined;
const processes = new Processes();
beforeAll(async () => {
  if (DATABASES.length > 1) s3 = await startS3Server();
});
afterAll(() => s3?.close());
afterEach(() => processes.killAll());

const cookieOf = (client: TestClient): string =>
  [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');

/** Begins a PATCH of the whole content, and sends only a part of it. */
function sendPartly(url: string, id: string, client: TestClient, bytes: number): void {
  const patch = request(`${url}/api/uploads/${id}`, {
    method: 'PATCH',
    headers: { ...patchHeaders(0), cookie: cookieOf(client), 'content-length': String(content.length) },
  });
  // The server is killed: an error is the only outcome.
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
  'the embedded database and a folder': embeddedInstallation,
  ...(DATABASES.length > 1
    ? { 'PostgreSQL and a bucket': () => postgresInstallation(s3 ?? expect.fail('there is no S3 server')) }
    : {}),
} satisfies Record<string, () => Promise<TestInstallation>>;

describe('promise 13: a large upload survives SIGKILL of the server', () => {
  it.each(Object.entries(PLACES))(
    'on %s',
    async (_name, makePlace) => {
      const place = await makePlace();
      const first = await processes.startServer(place);
      const client = new TestClient(first.url);
      await client.register('sender');
      const id = await beginUpload(client, content);
      sendPartly(first.url, id, client, PART + 9 * MIB);
      await untilReceived(client, id, PART);
      await kill(first.child);

      const second = await processes.startServer(place);
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
      await kill(second.child);
      await place.remove();
    },
    120_000,
  );
});
