// @module-tag process
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyTemplate } from '../testing/database-template.ts';
import { openDatabase, type Database } from '../db/database.ts';
import { transact } from '../db/transact.ts';
import { createTestDatabase, DATABASES } from '../testing/test-server.ts';
import { JobQueue } from './job-queue.ts';

const log = pino({ level: 'silent' });

describe.each(DATABASES)('the queue on the %s database', (kind) => {
  let dataDir: string;
  let database: Database;
  let queue: JobQueue;
  let drop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'vdf-queue-'));
    const created = kind === 'postgres' ? await createTestDatabase() : null;
    if (!created) copyTemplate(dataDir);
    drop = created?.drop;
    database = await openDatabase({ databaseUrl: created?.url, dataDir }, log);
    queue = await JobQueue.open(database, log);
  });
  afterAll(async () => {
    await queue.close();
    await database.close();
    await drop?.();
    await rm(dataDir, { recursive: true });
  });

  const put = (taskId: string, turn: number, delay = 0) =>
    transact(database.knex, (transaction) => queue.put(transaction, taskId, turn, delay));
  const take = async () => (await transact(database.knex, (transaction) => queue.take(transaction)))?.taskId ?? null;

  it('gives what has the smallest turn first, of equals what came first, and each once', async () => {
    const [a, b, c, d] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await put(a, 5);
    await put(b, 5);
    await put(c, 2);
    await put(d, 1000);
    expect([await take(), await take(), await take(), await take(), await take()]).toEqual([c, a, b, d, null]);
  });

  it('promise 16: has nothing of a transaction that failed, and keeps what one failed to take', async () => {
    const failing = async (work: Parameters<typeof transact>[1]) => {
      const error = new Error('no');
      const run = transact(database.knex, async (transaction) => {
        await work(transaction);
        throw error;
      });
      await expect(run).rejects.toBe(error);
    };
    await failing((transaction) => queue.put(transaction, randomUUID(), 1));
    expect(await take()).toBeNull();
    const task = randomUUID();
    await put(task, 1);
    await failing((transaction) => queue.take(transaction));
    expect(await take()).toBe(task);
  });

  it('gives nothing before its time, and nothing that was removed', async () => {
    const late = await put(randomUUID(), 1, 3600);
    const entry = await put(randomUUID(), 1);
    await transact(database.knex, (transaction) => queue.remove(transaction, [entry, late]));
    expect(await take()).toBeNull();
    const soon = randomUUID();
    await put(soon, 1, 1);
    expect(await take()).toBeNull();
    await expect.poll(take, { timeout: 5000, interval: 100 }).toBe(soon);
  });

  it.skipIf(kind === 'embedded')('gives several who ask at once different entries', async () => {
    const all = Array.from({ length: 20 }, () => randomUUID());
    for (const task of all) await put(task, 1);
    const taken = await Promise.all(all.map(take));
    // Entries that others are just acquiring are skipped: some ask again.
    const got = taken.filter((each) => each !== null);
    for (let more = await take(); more !== null; more = await take()) got.push(more);
    expect(got.toSorted()).toEqual(all.toSorted());
  });
});
