// @module-tag process
import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rename, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetSchema } from '../../core/schema/api/datasets.ts';
import { copyTemplate } from '../testing/database-template.ts';
import { archiveKey } from '../datasets/dataset-files.ts';
import { startTestJob } from '../jobs/testing/job.ts';
import { startS3Server, type S3TestServer } from '../storage/testing/s3-server.ts';
import { S3Store } from '../storage/s3-store.ts';
import { writeTestArchive } from '../testing/test-archives.ts';
import type { TestClient } from '../testing/test-client.ts';
import { createTestDatabase, DATABASES, startTestServer, type DatabaseKind } from '../testing/test-server.ts';
import { noise, sha256Of, uploadVideo } from '../videos/testing/upload.ts';

const HOUR = 3600_000;
const ACCEPT = { ACCEPT_EMPTY_DATABASE: '1' };
const QUIET = { WORKER_SLOTS: '0' };
let folder: string;
let archive: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-promise-22-'));
  archive = join(folder, 'pets.zip');
  await writeTestArchive(archive, { frameCount: 3 });
});
afterAll(() => rm(folder, { recursive: true }));

type Environment = Readonly<Record<string, string>>;

/** An installation whose database can be lost, dumped and restored while its server is stopped. */
interface Installation {
  readonly environment: () => Environment;
  /** The checksums of all stored files. */
  contents(): Promise<string[]>;
  /** Replaces its database with a new one. */
  loseDatabase(): Promise<void>;
  /** Dumps the database. Returns a function that restores the dump over the current one. */
  dump(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

/** Everything in a folder, on either database. Files get ages at which no server is still storing them. */
async function inFolder(kind: DatabaseKind): Promise<Installation> {
  const dataDir = await mkdtemp(join(folder, 'data-'));
  const database = kind === 'embedded' ? embeddedIn(dataDir) : await onPostgres();
  const files = async () => {
    const storage = join(dataDir, 'storage');
    const entries = await readdir(storage, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    // The server's own note of when it swept.
    return paths.filter((path) => !path.startsWith(join(storage, 'state')));
  };
  return {
    ...database,
    environment: () => ({ ...QUIET, DATA_DIR: dataDir, ...database.environment() }),
    async contents() {
      const paths = await files();
      const old = new Date(Date.now() - 2 * HOUR);
      for (const path of paths) await utimes(path, old, old);
      return (await Promise.all(paths.map(async (path) => sha256Of(await readFile(path))))).sort();
    },
  };
}

/** The database in a folder, the files in a bucket. */
async function inBucket(s3: S3TestServer): Promise<Installation> {
  const dataDir = await mkdtemp(join(folder, 'data-'));
  const bucket = await s3.freshBucket();
  const database = embeddedIn(dataDir);
  const environment = {
    ...QUIET,
    DATA_DIR: dataDir,
    S3_BUCKET: bucket.bucket,
    S3_ENDPOINT: bucket.endpoint ?? '',
    S3_ACCESS_KEY_ID: 'test',
    S3_SECRET_ACCESS_KEY: 'test',
  };
  const store = new S3Store(bucket);
  return {
    ...database,
    environment: () => environment,
    async contents() {
      const found: string[] = [];
      for (const prefix of ['datasets/', 'videos/', 'jobs/', 'quarantine/'])
        for await (const { key } of store.list(prefix)) found.push(sha256Of(await buffer(await store.open(key))));
      return found.sort();
    },
  };
}

type OwnDatabase = Omit<Installation, 'contents'>;

function embeddedIn(dataDir: string): OwnDatabase {
  const place = join(dataDir, 'database');
  copyTemplate(dataDir);
  return {
    environment: () => ({}),
    async loseDatabase() {
      await rm(place, { recursive: true });
      copyTemplate(dataDir);
    },
    async dump() {
      const kept = join(folder, randomUUID());
      await cp(place, kept, { recursive: true });
      return async () => {
        await rm(place, { recursive: true });
        await cp(kept, place, { recursive: true });
      };
    },
    remove: () => Promise.resolve(),
  };
}

async function onPostgres(): Promise<OwnDatabase> {
  const drops: (() => Promise<void>)[] = [];
  const create = async (template?: string) => {
    const created = await createTestDatabase(template);
    drops.push(created.drop);
    return created.url;
  };
  let url = await create();
  return {
    environment: () => ({ DATABASE_URL: url }),
    async loseDatabase() {
      url = await create();
    },
    async dump() {
      const kept = await create(url);
      return async () => {
        url = await create(kept);
      };
    },
    async remove() {
      for (const drop of drops) await drop();
    },
  };
}

const start = (installation: Installation, more: Environment = {}) =>
  startTestServer('embedded', { ...installation.environment(), ...more });

/** Adds a dataset, a video and a job of a user. Returns their ids. */
async function fill(client: TestClient, seed: number) {
  const dataset = datasetSchema.parse((await client.upload(archive)).json).id;
  const video = await uploadVideo(client, noise(5000 + seed));
  return { dataset, video, job: await startTestJob(client, video) };
}
type Filled = Awaited<ReturnType<typeof fill>>;

async function expectUsable(client: TestClient, { dataset, video }: Filled): Promise<void> {
  const { bytes } = await client.get(`/api/datasets/${dataset}/archive`);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256Of(await readFile(archive)));
  expect((await client.get(`/api/videos/${video}/content`)).status).toBe(200);
}

/** The error of a server's start; the stored files must be the same afterwards. */
async function errorOfStart(installation: Installation): Promise<unknown> {
  const before = await installation.contents();
  try {
    await (await start(installation)).close();
    return 'the server started';
  } catch (error) {
    return error;
  } finally {
    expect(await installation.contents()).toEqual(before);
  }
}

const refusal = {
  code: 'files_unknown',
  message: expect.stringMatching(/^[^\n]*--accept-empty-database[^\n]*\.$/) as string,
};

async function signedIn(server: Awaited<ReturnType<typeof start>>): Promise<TestClient> {
  const client = server.visitor();
  await client.login('ann');
  return client;
}

const KINDS = [...DATABASES, 'bucket'] as const;

describe.each(KINDS)(
  'promise 22: a start deletes nothing that it cannot explain (%s)',
  { timeout: 120_000 },
  (kind) => {
    let s3: S3TestServer | null = null;
    const open: Installation[] = [];
    beforeAll(async () => {
      if (kind === 'bucket') s3 = await startS3Server();
    });
    afterAll(async () => {
      for (const each of open) await each.remove();
      await s3?.close();
    });
    async function install(): Promise<Installation> {
      const made = kind === 'bucket' ? await inBucket(s3 ?? expect.fail('no bucket')) : await inFolder(kind);
      open.push(made);
      return made;
    }

    it('a new database: the start stops, goes on if accepted, and the old database finds everything', async () => {
      const installation = await install();
      const first = await start(installation);
      const filled = await fill(await first.user('ann'), 0);
      await first.close();
      const contents = await installation.contents();
      expect(contents.length).toBeGreaterThan(5);
      const restore = await installation.dump();

      await installation.loseDatabase();
      expect(await errorOfStart(installation)).toMatchObject(refusal);
      expect(await errorOfStart(installation)).toMatchObject(refusal);
      expect(await installation.contents()).toEqual(contents);

      const second = await start(installation, ACCEPT);
      expect(await installation.contents()).toEqual(contents);
      expect(second.log.join('')).toContain(`"files":${contents.length}`);
      const client = await second.user('bert');
      await expectUsable(client, await fill(client, 1));
      await second.close();

      await restore();
      const third = await start(installation);
      await expectUsable(await signedIn(third), filled);
      await third.close();
      expect(await installation.contents()).toEqual(expect.arrayContaining(contents));
    });

    it('an older database: what it does not know is put aside and comes back with the newer one', async () => {
      const installation = await install();
      const first = await start(installation);
      const older = await fill(await first.user('ann'), 0);
      await first.close();
      const restoreOlder = await installation.dump();
      const second = await start(installation);
      const newer = await fill(await signedIn(second), 1);
      await second.close();
      const restoreNewer = await installation.dump();
      const contents = await installation.contents();

      await restoreOlder();
      const third = await start(installation);
      expect(await installation.contents()).toEqual(contents);
      expect(third.log.join('')).toMatch(/"datasets":1,"videos":1,"jobs":1/);
      const client = await signedIn(third);
      await expectUsable(client, older);
      expect((await client.get(`/api/datasets/${newer.dataset}`)).status).toBe(404);
      await third.close();
      const fourth = await start(installation);
      expect(fourth.log.join('')).toContain('quarantine');
      await fourth.close();
      expect(await installation.contents()).toEqual(contents);

      await restoreNewer();
      const fifth = await start(installation);
      for (const each of [older, newer]) await expectUsable(await signedIn(fifth), each);
      await fifth.close();
      expect(await installation.contents()).toEqual(contents);
    });

    it('a database that lacks most of many: the start stops', async () => {
      const installation = await install();
      const first = await start(installation);
      await fill(await first.user('ann'), 0);
      await first.close();
      const restoreOlder = await installation.dump();
      const second = await start(installation);
      for (let seed = 1; seed <= 2; seed++) await fill(await signedIn(second), seed);
      await second.close();
      const contents = await installation.contents();
      await restoreOlder();
      expect(await errorOfStart(installation)).toMatchObject(refusal);
      expect(await installation.contents()).toEqual(contents);
    });

    it('what a user deletes is gone, and what a crash left of that is quarantined', async () => {
      const installation = await install();
      const first = await start(installation);
      const client = await first.user('ann');
      const [gone, left] = [await fill(client, 0), await fill(client, 1)];
      await client.json('POST', `/api/jobs/${gone.job}/cancel`);
      for (const path of [`/api/datasets/${gone.dataset}`, `/api/jobs/${gone.job}`, `/api/videos/${gone.video}`])
        expect((await client.send('DELETE', path)).status).toBe(204);
      const { store, database } = first.open;
      for (const prefix of [`datasets/${gone.dataset}/`, `jobs/${gone.job}/`, `videos/${gone.video}/`])
        expect((await store.list(prefix).next()).done).toBe(true);
      await database.knex('datasets').where({ id: left.dataset }).del();
      await first.close();
      const contents = await installation.contents();
      const second = await start(installation);
      expect(await second.open.store.size(archiveKey(left.dataset))).toBeNull();
      await second.close();
      expect(await installation.contents()).toEqual(contents);
    });
  },
);

it('promise 22: where the folder of the embedded database is missing, none is made beside the files', async () => {
  const installation = await inFolder('embedded');
  const first = await start(installation);
  const filled = await fill(await first.user('ann'), 0);
  await first.close();
  const contents = await installation.contents();
  const dataDir = installation.environment()['DATA_DIR'] ?? '';
  const database = join(dataDir, 'database', 'pglite');
  await rename(database, join(dataDir, 'mislaid'));
  expect(await errorOfStart(installation)).toMatchObject(refusal);
  expect(await readdir(join(dataDir, 'database'))).not.toContain('pglite');
  expect(await installation.contents()).toEqual(contents);

  await rename(join(dataDir, 'mislaid'), database);
  const second = await start(installation);
  await expectUsable(await signedIn(second), filled);
  await second.close();
});
