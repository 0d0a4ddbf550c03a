// @module-tag process
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { datasetSchema } from '../../core/schema/api/datasets.ts';
import { archiveKey } from '../datasets/dataset-files.ts';
import { keysBelow, textOf } from '../storage/testing/blob-checks.ts';
import { quarantinePrefix } from '../storage/quarantine.ts';
import { writeTestArchive } from '../testing/test-archives.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { noise, uploadVideo } from '../videos/testing/upload.ts';
import { VideosRepo } from '../videos/videos.repo.ts';
import { emptyQuarantine } from './quarantine.ts';
import { fileOwners, reconcile } from './reconcile.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const nothing = { unfinished: [], putAside: 0, back: 0, damaged: [] };

describe.each(DATABASES)('reconciling rows and files on the %s database', (kind) => {
  let server: TestServer;
  let folder: string;
  let archive: string;
  const log: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => log.push(line) });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vdf-reconcile-'));
    archive = join(folder, 'pets.zip');
    await writeTestArchive(archive, { frameCount: 3 });
    server = await startTestServer(kind);
  });
  beforeEach(() => log.splice(0));
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const settings = () => ({ s3: undefined, dataDir: server.dataDir, quarantineDays: 30, acceptEmptyDatabase: false });
  const run = (youngFileMilliseconds: number) => {
    const { store, database } = server.open;
    return reconcile({ knex: database.knex, store, youngFileMilliseconds }, settings(), logger);
  };
  const upload = async () => {
    const client = await server.user();
    return { client, id: datasetSchema.parse((await client.upload(archive)).json).id };
  };

  it('puts aside what no row owns, reports what a row misses, and touches nothing else', async () => {
    const { store } = server.open;
    const [kept, damaged] = [await upload(), await upload()];
    await store.remove(archiveKey(damaged.id));
    const stray = [
      archiveKey(randomUUID()),
      'datasets/stray',
      `jobs/${randomUUID()}/order.json`,
      `jobs/${'0'.repeat(36)}/x`,
    ];
    for (const key of [...stray, 'elsewhere/file']) await store.put(key, [Uint8Array.of(1)]);

    expect(await run(HOUR)).toEqual(nothing);
    expect(await run(0)).toEqual({ ...nothing, putAside: stray.length, damaged: [damaged.id] });
    expect(log.join('')).toContain(damaged.id);
    expect((await kept.client.get(`/api/datasets/${kept.id}/archive`)).status).toBe(200);
    expect(await damaged.client.get(`/api/datasets/${damaged.id}/archive`)).toMatchObject({ status: 404 });
    expect(await store.size('elsewhere/file')).toBe(1);
    const aside = await keysBelow(store, 'quarantine/');
    expect(aside.map((key) => key.split('/').slice(2).join('/')).sort()).toEqual(stray.toSorted());
    log.splice(0);
    expect(await run(0)).toEqual({ ...nothing, damaged: [damaged.id] });
    expect(log.join('')).toContain(`"files":${stray.length}`);
    for (const key of [...aside, ...(await keysBelow(store, `datasets/${damaged.id}/`))]) await store.remove(key);
    await server.open.database.knex('datasets').where({ id: damaged.id }).del();
  });

  it('quarantines uncounted parts of videos, and files of a dataset whose saving never ended', async () => {
    const { store, database } = server.open;
    const { id } = await upload();
    await database.knex('datasets').where({ id }).update({ state: 'storing' });
    const files = await keysBelow(store, `datasets/${id}/`);
    const video = await uploadVideo(await server.user(), noise(5000));
    await store.put(`videos/${video}/0-${randomUUID()}`, [noise(10)]);
    expect(await run(HOUR)).toEqual(nothing);
    expect(await run(0)).toEqual({ ...nothing, unfinished: [id], putAside: files.length + 1 });
    const parts = (await new VideosRepo(database.knex).parts(video)).map(({ key }) => key);
    expect(await keysBelow(store, `videos/${video}/`)).toEqual(parts);
    for (const key of await keysBelow(store, 'quarantine/')) await store.remove(key);
  });

  it('restores what a row owns, the last quarantined first, and never over what is in its place', async () => {
    const { store } = server.open;
    const { id, client } = await upload();
    const key = archiveKey(id);
    const [older, newer] = [quarantinePrefix(new Date(Date.now() - DAY)), quarantinePrefix(new Date())];
    await store.put(older + key, [Uint8Array.of(1)]);
    expect(await run(0)).toEqual(nothing);
    await store.move(key, newer + key);
    expect(await run(0)).toEqual({ ...nothing, back: 1 });
    expect((await client.get(`/api/datasets/${id}/archive`)).status).toBe(200);
    expect(await keysBelow(store, 'quarantine/')).toEqual([older + key]);
    await store.remove(older + key);
  });

  it('removes from the quarantine what was there for long enough and has no row, however old a file is', async () => {
    const { store, database } = server.open;
    const { id } = await upload();
    const start = new Date();
    const [early, late] = [start, new Date(start.getTime() + DAY)].map((at) => `${quarantinePrefix(at)}datasets/stray`);
    for (const key of [early, late]) await store.put(key ?? '', [Uint8Array.of(1)]);
    await store.put('quarantine/notes.txt', [Uint8Array.of(1)]);
    await store.move(archiveKey(id), quarantinePrefix(start) + archiveKey(id));
    const owners = fileOwners(database.knex, new Date());
    const emptyIn = (days: number, keepDays: number) =>
      emptyQuarantine(store, owners, keepDays, new Date(start.getTime() + days * DAY), logger);
    expect(await emptyIn(29.9, 30)).toBe(0);
    expect(await store.size(archiveKey(id))).not.toBeNull();
    expect(await emptyIn(10_000, 0)).toBe(0);
    expect(log).toEqual([]);
    expect(await emptyIn(30.1, 30)).toBe(1);
    expect(log.join('')).toContain('"files":1');
    expect((await keysBelow(store, 'quarantine/')).toSorted()).toEqual([late, 'quarantine/notes.txt'].toSorted());
    expect(await textOf(store, late ?? '')).toBe('\u0001');
  });
});
