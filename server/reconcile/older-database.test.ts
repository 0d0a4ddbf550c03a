import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysBelow } from '../storage/blob-checks.testing.ts';
import { DATABASES, startTestServer, type TestServer } from '../test-server.testing.ts';
import { beginUpload, noise, sendBytes, uploadVideo } from '../videos/upload.testing.ts';
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
    const sweepAt = (days: number) => sweepVideos({ knex, store, videos }, new Date(Date.now() + days * DAY), log);
    const client = await server.user();
    await uploadVideo(client, content);
    const upload = await beginUpload(client, noise(6000));
    await sendBytes(client, upload, 0, noise(6000).subarray(0, 1000));
    const files = await keysBelow(store, 'videos/');
    expect(files).toHaveLength(2);
    const dumped = { sweeps: (await knex('sweeps')) as unknown[], videos: (await knex('videos')) as unknown[] };

    // The server goes on for 20 days, in which the video was used and the upload went on, and then has its old database again.
    await knex('videos').update({ used_at: new Date(Date.now() + 20 * DAY) });
    for (let day = 0; day <= 20; day += 20) await sweepAt(day);
    await knex('sweeps').del();
    await knex('sweeps').insert(dumped.sweeps);
    for (const row of dumped.videos as { id: string; used_at: Date }[])
      await knex('videos').where({ id: row.id }).update({ used_at: row.used_at });
    await sweepAt(31);
    expect(await keysBelow(store, 'videos/')).toEqual(files);
    // From then on ages are what they say.
    await sweepAt(32);
    expect(await keysBelow(store, 'videos/')).toEqual(files);
    await sweepAt(34);
    expect(await keysBelow(store, 'videos/')).toHaveLength(1);
    await sweepAt(62);
    expect(await keysBelow(store, 'videos/')).toEqual([]);
  });

  it('a server that was stopped for long sweeps as ever', async () => {
    const { store, database } = server.open;
    const { knex } = database;
    const videos = new VideosService(new VideosRepo(knex), store, 'fileSystem', 30, log);
    await uploadVideo(await server.user(), content);
    await knex('sweeps').del();
    await store.remove('state/swept.json');
    await sweepVideos({ knex, store, videos }, new Date(), log);
    await sweepVideos({ knex, store, videos }, new Date(Date.now() + 31 * DAY), log);
    expect(await keysBelow(store, 'videos/')).toEqual([]);
  });
});
