import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datasetSchema } from '../../core/schema/api/datasets.ts';
import { writeTestArchive } from '../test-archives.testing.ts';
import { DATABASES, startTestServer, type TestServer } from '../test-server.testing.ts';
import { archiveKey } from './dataset-files.ts';
import { DatasetsRepo } from './datasets.repo.ts';
import { reconcileDatasets } from './reconcile.ts';

const HOUR = 3_600_000;

describe.each(DATABASES)('the reconciler on the %s database', (kind) => {
  let server: TestServer;
  let folder: string;
  let archive: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vdf-reconcile-'));
    archive = join(folder, 'pets.zip');
    await writeTestArchive(archive, { frameCount: 3 });
    server = await startTestServer(kind);
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('removes what no row owns, reports what a row misses, and touches nothing else', async () => {
    const client = await server.user();
    const { store, database } = server.open;
    const repo = new DatasetsRepo(database.knex);
    const log: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line) => log.push(line) });
    const [kept, damaged] = [await client.upload(archive), await client.upload(archive)].map(({ json }) =>
      datasetSchema.parse(json),
    );
    await store.remove(archiveKey(damaged?.id ?? ''));
    await store.put(archiveKey(randomUUID()), [Uint8Array.of(1)]);
    await store.put('datasets/stray', [Uint8Array.of(1)]);
    await store.put('elsewhere/file', [Uint8Array.of(1)]);

    const patient = await reconcileDatasets(repo, store, HOUR, logger);
    expect(patient).toEqual({ unfinished: [], removedFiles: 0, damaged: [] });
    const found = await reconcileDatasets(repo, store, 0, logger);
    expect(found).toEqual({ unfinished: [], removedFiles: 2, damaged: [damaged?.id] });
    expect(log.join('')).toContain(damaged?.id ?? 'none');
    expect((await client.get(`/api/datasets/${kept?.id}/archive`)).status).toBe(200);
    expect(await client.get(`/api/datasets/${damaged?.id}/archive`)).toMatchObject({ status: 404 });
    expect(await store.size('elsewhere/file')).toBe(1);
    expect(await reconcileDatasets(repo, store, 0, logger)).toMatchObject({ removedFiles: 0 });
  });
});
