// @module-tag process
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysBelow } from '../storage/testing/blob-checks.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { beginUpload, noise, sendBytes, uploadVideo } from '../videos/testing/upload.ts';
import { VideosRepo } from '../videos/videos.repo.ts';
import { VideosService } from '../videos/videos.service.ts';
import { sweepVideos } from './sweep.ts';

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const log = pino({ level: 'silent' });
const content = noise(5000);

describe.each(DATABASES)('sweeping with a database that is older than the files (%s)', (kind) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(kind);
  });
  afterAll(() => server.close());

  it('promise 22: removes nothing by the age that a restored dump says', async () => {
    const { store, database } = server.open;
    const { knex } = database;
    const videos = new VideosService(new VideosRepo(knex), store, 'fileSystem', 30, log);
    const start = Date.now();
    /** Runs the server from one day to another, both counted from now; it sweeps twice a day. */
    const run = async (from: number, to: number) => {
      for (let day = from; day <= to; day += 0.5)
        await sweepVideos({ knex, store, videos }, new Date(start + day * DAY), log);
    };
    const client = await server.user();
    await uploadVideo(client, content);
    const upload = await beginUpload(client, noise(6000));
    await sendBytes(client, upload, 0, noise(6000).subarray(0, 1000));
    const files = await keysBelow(store, 'videos/');
    expect(files).toHaveLength(2);
    const dumped = { sweeps: (await knex('sweeps')) as unknown[], videos: (await knex('videos')) as unknown[] };

    // The server goes on for 20 days, in which the video was used and the upload went on, and then has its
    // old database again.
    await run(0, 1);
    await knex('videos').update({ used_at: new Date(start + 20 * DAY) });
    await run(19.5, 20);
    await knex('sweeps').del();
    await knex('sweeps').insert(dumped.sweeps);
    for (const row of dumped.videos as { id: string; used_at: Date }[])
      await knex('videos').where({ id: row.id }).update({ used_at: row.used_at });
    await run(20.5, 20.5);
    expect(await keysBelow(store, 'videos/')).toEqual(files);
    // From then on ages are trusted again.
    await run(21, 22);
    expect(await keysBelow(store, 'videos/')).toEqual(files);
    await run(22.5, 24);
    expect(await keysBelow(store, 'videos/')).toHaveLength(1);
    await run(24.5, 52);
    expect(await keysBelow(store, 'videos/')).toEqual([]);
  });

  it('promise 22: removes nothing for the time in which no server ran, nor where a note is missing', async () => {
    const { store, database } = server.open;
    const { knex } = database;
    const videos = new VideosService(new VideosRepo(knex), store, 'fileSystem', 30, log);
    await uploadVideo(await server.user(), content);
    const sweepAt = (days: number) => sweepVideos({ knex, store, videos }, new Date(Date.now() + days * DAY), log);
    await sweepAt(0);
    await sweepAt(31);
    expect(await keysBelow(store, 'videos/')).toHaveLength(1);
    await knex('videos').update({ used_at: new Date() });
    await store.remove('state/swept.json');
    await sweepAt(31.5);
    expect(await keysBelow(store, 'videos/')).toHaveLength(1);
    await knex('videos').update({ used_at: new Date() });
    await sweepAt(32);
    expect(await keysBelow(store, 'videos/')).toEqual([]);
  });
});
