// @module-tag process
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { Processes } from '../../server/testing/installations.ts';
import { createTestDatabase, DATABASES } from '../../server/testing/test-server.ts';
import { runCli } from '../testing/cli.ts';

const processes = new Processes();
afterAll(() => processes.killAll());

describe('vdf worker', () => {
  it('says in one sentence what it needs where there is no PostgreSQL', async () => {
    const { code, stdout, stderr } = await runCli(['worker'], undefined, { DATABASE_URL: '' });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^A worker of its own needs PostgreSQL \(set DATABASE_URL\): [^\n]*\n$/);
  });

  it.skipIf(DATABASES.length === 1)('waits for jobs until it is asked to end, and leaves nothing', async () => {
    const database = await createTestDatabase();
    const dataDir = await mkdtemp(join(tmpdir(), 'vdf-worker-'));
    const environment = { DATABASE_URL: database.url, DATA_DIR: dataDir, WORKER_DEVICE: 'cpu' };
    const { child, name } = await processes.startWorker({ environment });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const workers = async () => (await client.query<{ name: string }>('select name from workers')).rows;
    expect(await workers()).toEqual([{ name }]);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await workers()).toEqual([]);
    await client.end();
    await database.drop();
    await rm(dataDir, { recursive: true });
  });
});
