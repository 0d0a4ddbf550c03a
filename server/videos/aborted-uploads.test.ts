// @module-tag process
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWN_FOLDER } from '../storage/work-folder.ts';
import { keysBelow } from '../storage/testing/blob-checks.ts';
import type { TestClient } from '../testing/test-client.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { beginUpload, noise, openPatch, sendBytes, sha256Of } from './testing/upload.ts';
import { VideosRepo } from './videos.repo.ts';

const ABORTS = 200;
const content = noise(3 << 20);

/**
 * The open descriptors of this process, in which the server runs: files by name, everything else by kind. The
 * embedded database opens its own as it likes.
 */
async function openDescriptors(dataDir: string): Promise<string[]> {
  const folder = '/proc/self/fd';
  // The one that reads the folder is closed by the time it is looked at.
  const targets = await Promise.all((await readdir(folder)).map((fd) => readlink(join(folder, fd)).catch(() => null)));
  const others = targets.filter((target) => target !== null && !target.startsWith(join(dataDir, 'database')));
  return others.flatMap((target) => target?.replace(/:\[\d+\]$/, '') ?? []).toSorted();
}

/** Sends some of the bytes and ends the connection at once, after a while, or after their answer. */
async function abortPatch(url: string, id: string, offset: number, client: TestClient, round: number): Promise<void> {
  const patch = openPatch(url, client, id, offset, content.length - offset);
  const closed = new Promise((resolve) => patch.once('close', resolve));
  patch.write(content.subarray(offset, offset + ((round * 7919) % 20_011)));
  await sleep((round * 13) % 40);
  patch.destroy();
  await closed;
}

describe.skipIf(process.platform !== 'linux').each(DATABASES)('promise 14 on the %s database', (kind) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(kind);
  });
  afterAll(() => server.close());

  it('200 aborted uploads leave no temporary file and no open descriptor, and what came of them goes on', async () => {
    const client = await server.user();
    const repo = new VideosRepo(server.open.database.knex);
    const id = await beginUpload(client, content);
    const received = async () => ((await client.get(`/api/uploads/${id}`)).json as { received: number }).received;
    await received();
    const before = await openDescriptors(server.dataDir);
    for (let round = 0; round < ABORTS; round++) await abortPatch(server.url, id, await received(), client, round);
    // The server may still be ending the last one: its part is stored before it is counted.
    await expect
      .poll(
        async () => {
          const now = await openDescriptors(server.dataDir);
          const files = (all: readonly string[]) => all.filter((each) => each.startsWith('/'));
          const keys = (await repo.parts(id)).map(({ key }) => key);
          return {
            files: files(now),
            tooMany: Math.max(0, now.length - before.length),
            incoming: await readdir(join(server.dataDir, 'storage', '.incoming')),
            uncounted: (await keysBelow(server.open.store, 'videos/')).filter((key) => !keys.includes(key)),
          };
        },
        { timeout: 20_000, interval: 250 },
      )
      .toEqual({ files: before.filter((each) => each.startsWith('/')), tooMany: 0, incoming: [], uncounted: [] });
    expect(await readdir(join(server.dataDir, 'uploads', OWN_FOLDER))).toEqual([]);
    const parts = await repo.parts(id);
    expect(await keysBelow(server.open.store, 'videos/')).toHaveLength(parts.length);
    const at = await received();
    expect(parts.length).toBeGreaterThan(10);
    expect(at).toBe(parts.reduce((sum, { bytes }) => sum + bytes, 0));
    expect((await sendBytes(client, id, at, content.subarray(at))).status).toBe(204);
    expect((await client.get(`/api/videos/${id}`)).json).toMatchObject({ sha256: sha256Of(content) });
  }, 120_000);
});
