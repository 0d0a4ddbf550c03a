// @module-tag process
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { keysBelow } from '../storage/testing/blob-checks.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { insertJob } from './testing/job-row.ts';
import { beginUpload, noise, sendBytes, uploadVideo } from './testing/upload.ts';
import { VideosRepo } from './videos.repo.ts';
import { VideosService } from './videos.service.ts';

const log = pino({ level: 'silent' });
const HOUR = 3600_000;
const content = noise(5000);

describe.each(DATABASES)('sweeping videos on the %s database', (kind) => {
  let server: TestServer;
  let repo: VideosRepo;
  let videos: VideosService;
  beforeAll(async () => {
    server = await startTestServer(kind);
    repo = new VideosRepo(server.open.database.knex);
    videos = new VideosService(repo, server.open.store, 'fileSystem', 30, log);
  });
  afterAll(() => server.close());
  const sweepIn = (hours: number) => videos.sweep(new Date(Date.now() + hours * HOUR));

  it('promise 13: stale parts are swept', async () => {
    const client = await server.user();
    const id = await beginUpload(client, content);
    await sendBytes(client, id, 0, content.subarray(0, 1000));
    expect(await sweepIn(47)).toEqual({ uploads: 0, videos: 0 });
    expect(await sweepIn(49)).toEqual({ uploads: 1, videos: 0 });
    expect(await keysBelow(server.open.store, 'videos/')).toEqual([]);
    expect((await client.get(`/api/uploads/${id}`)).status).toBe(404);
  });

  it('removes videos that no job has used for long, and none that an open job needs', async () => {
    const client = await server.user();
    const { id: userId } = (await client.get('/api/users/me')).json as { id: string };
    const id = await uploadVideo(client, content);
    const job = await insertJob(server, userId, id);
    expect(await sweepIn(31 * 24)).toEqual({ uploads: 0, videos: 0 });
    await server.open.database.knex('jobs').where({ id: job }).update({ state: 'cancelled' });
    expect(await sweepIn(29 * 24)).toEqual({ uploads: 0, videos: 0 });
    expect(await sweepIn(31 * 24)).toEqual({ uploads: 0, videos: 1 });
    expect(await keysBelow(server.open.store, 'videos/')).toEqual([]);
  });
});
