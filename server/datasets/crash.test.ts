// @module-tag process
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyTemplate } from '../testing/database-template.ts';
import { readConfig } from '../config.ts';
import { openServer, type OpenServer } from '../open-server.ts';
import { writeTestArchive } from '../testing/test-archives.ts';
import { DatasetsRepo } from './datasets.repo.ts';
import { DatasetsService } from './datasets.service.ts';
import { receiveArchive } from './received-archive.ts';

const SCRIPT = fileURLToPath(new URL('testing/crash.ts', import.meta.url));
const log = pino({ level: 'silent' });
let folder: string;
let archive: string;
let userId: string;
const config = () => readConfig({ DATA_DIR: join(folder, 'data') });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-crash-'));
  archive = join(folder, 'pets.zip');
  await writeTestArchive(archive, { frameCount: 4 });
  copyTemplate(join(folder, 'data'));
  const server = await openServer(config(), log);
  const account = { username: 'alice', email: 'a@example.org', password: 'seven green elephants' };
  userId = (await server.accounts.register(account)).id;
  await server.close();
});
afterAll(() => rm(folder, { recursive: true }));

const serviceOf = ({ database, store }: OpenServer) =>
  new DatasetsService(new DatasetsRepo(database.knex), store, config().pricing, config().quotaBytes, log);

/** Stored files of datasets; the rest is quarantined. */
async function filesOf(): Promise<string[]> {
  const datasets = join(folder, 'data', 'storage', 'datasets');
  if (!existsSync(datasets)) return [];
  const entries = await readdir(datasets, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('promise 15: a dataset is wholly there or not at all after the server was killed', () => {
  it.each([
    ['amid a preview', 0],
    ['amid the archive', 0],
    ['after the row is ready', 1],
  ])('%s', expectWhole);

  it.each([
    ['before the row', 0],
    ['after the row', 0],
    ['before a preview', 0],
    ['after a preview', 0],
    ['before the archive', 0],
    ['after the archive', 0],
    ['before the row is ready', 0],
  ])('%s', { tags: ['long'] }, expectWhole);

  /** Kills a process that saves a dataset at a step; the next start has `datasets` whole ones and no other files. */
  async function expectWhole(step: string, datasets: number): Promise<void> {
    const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, join(folder, 'data'), archive, userId, step], {
      stdio: 'inherit',
    });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');

    const server = await openServer(config(), log);
    try {
      const service = serviceOf(server);
      const query = { sort: 'newest', limit: 10 } as const;
      const found = await service.list(userId, query);
      expect(found.datasets).toHaveLength(datasets);
      // An archive, and a preview of each of the four frames.
      expect(await filesOf()).toHaveLength(datasets * 5);
      expect(await service.usage(userId)).toMatchObject({ datasets });
      for (const { id } of found.datasets) await service.remove(id, userId);
      const received = await receiveArchive(createReadStream(archive), join(folder, randomUUID()));
      const saved = await service.save(userId, received, {});
      await service.remove(saved.id, userId);
      expect(await filesOf()).toEqual([]);
    } finally {
      await server.close();
    }
  }
});
