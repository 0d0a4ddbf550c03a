// @module-tag process
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { OperationsRepo } from '../operations/operations.repo.ts';
import type { TestClient } from '../testing/test-client.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { uploadVideo } from '../videos/testing/upload.ts';
import { MAX_LOSSES } from './faults.ts';
import { JobLedger, LeaseLost, type Lease } from './job-ledger.ts';
import { JobQueue } from './job-queue.ts';
import { startTestJob } from './testing/job.ts';
import { JobTotalsRepo } from './job-totals.repo.ts';

const WORKER = { id: 'test', name: 'test' };
const VIDEO = new TextEncoder().encode('nobody looks into it');

describe.each(DATABASES)('totals of jobs on the %s database', (kind) => {
  let server: TestServer;
  let ann: TestClient;
  let videoId: string;
  let queue: JobQueue;
  let ledger: JobLedger;

  beforeAll(async () => {
    // The test itself is the worker.
    server = await startTestServer(kind, { WORKER_SLOTS: '0' });
    ann = await server.user();
    videoId = await uploadVideo(ann, VIDEO);
    queue = await JobQueue.open(server.open.database, pino({ level: 'silent' }));
    ledger = new JobLedger(server.open.database.knex, queue);
  });
  afterAll(async () => {
    await queue.close();
    await server.close();
  });

  async function claimed(): Promise<Lease> {
    const lease = await ledger.claim(WORKER);
    if (!lease) throw new Error('nothing waits');
    return lease;
  }
  /** The count of each outcome, as "outcome device code". */
  async function counted(): Promise<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const { outcome, device, error_code: code, count } of await new JobTotalsRepo(server.open.database.knex).all())
      sums[`${outcome} ${device} ${code}`.trim()] = (sums[`${outcome} ${device} ${code}`.trim()] ?? 0) + count;
    return sums;
  }
  const post = (path: string) => ann.json('POST', path);

  it('count a job that is done under its device, and keep it when the job is removed', async () => {
    const id = await startTestJob(ann, videoId);
    await ledger.planned(await claimed(), 0, 0, 'cuda');
    await ledger.done(await claimed(), null);
    expect(await counted()).toEqual({ 'done cuda': 1 });
    expect((await ann.send('DELETE', `/api/jobs/${id}`)).status).toBe(204);
    expect(await counted()).toEqual({ 'done cuda': 1 });
  });

  it('count a cancelled job once for each time that it is begun, and nothing for who lost it', async () => {
    const id = await startTestJob(ann, videoId);
    const lease = await claimed();
    expect((await post(`/api/jobs/${id}/pause`)).status).toBe(200);
    expect((await post(`/api/jobs/${id}/cancel`)).status).toBe(200);
    expect((await post(`/api/jobs/${id}/cancel`)).status).toBe(409);
    await expect(ledger.done(lease, null)).rejects.toThrow(LeaseLost);
    expect(await counted()).toMatchObject({ 'cancelled none': 1, 'done cuda': 1 });
    expect((await post(`/api/jobs/${id}/retry`)).status).toBe(200);
    expect((await post(`/api/jobs/${id}/cancel`)).status).toBe(200);
    expect(await counted()).toMatchObject({ 'cancelled none': 2, 'done cuda': 1 });
  });

  it('count attempts that are followed by another one, and the failure at the end of them', async () => {
    await startTestJob(ann, videoId);
    for (let attempt = 1; attempt <= MAX_LOSSES; attempt++) {
      await claimed();
      expect(await ledger.recoverLost(-1)).toBe(1);
    }
    const lost = { 'retried none worker_lost': MAX_LOSSES - 1, 'failed none worker_lost': 1 };
    expect(await counted()).toMatchObject(lost);
    await startTestJob(ann, videoId);
    await ledger.failed(await claimed(), new ForgeError('video_unreadable'));
    expect(await counted()).toMatchObject({ ...lost, 'failed none video_unreadable': 1 });
  });

  it('tell how long a job took from where it was begun anew, in its bucket', async () => {
    const { knex } = server.open.database;
    await knex('job_totals').del();
    const id = await startTestJob(ann, videoId);
    await claimed();
    await knex('jobs')
      .where({ id })
      .update({ started_at: knex.raw(`now() - interval '40 seconds'`) });
    expect((await post(`/api/jobs/${id}/cancel`)).status).toBe(200);
    expect((await post(`/api/jobs/${id}/retry`)).status).toBe(200);
    expect((await post(`/api/jobs/${id}/cancel`)).status).toBe(200);
    const rows = await new JobTotalsRepo(knex).all();
    expect(rows.map(({ duration_le: le, count }) => [le, count])).toEqual([
      ['10', 1],
      ['60', 1],
    ]);
    expect(rows[1]?.seconds).toBeGreaterThanOrEqual(40);
    expect(rows[0]?.seconds).toBeLessThan(10);
  });

  it('leave the queue knowing since when its tasks wait', async () => {
    const operations = new OperationsRepo(server.open.database.knex);
    const nothing = { waiting: 0, resting: 0, running: 0, oldestSeconds: null };
    expect(await operations.queue()).toEqual(nothing);
    const id = await startTestJob(ann, videoId);
    await server.open.database
      .knex('job_tasks')
      .where({ job_id: id })
      .update({
        waiting_since: server.open.database.knex.raw(`now() - interval '90 seconds'`),
      });
    const waiting = await operations.queue();
    expect(waiting).toMatchObject({ waiting: 1, resting: 0, running: 0 });
    expect(waiting.oldestSeconds).toBeGreaterThanOrEqual(90);
    const lease = await claimed();
    expect(await operations.queue()).toEqual({ ...nothing, running: 1 });
    await ledger.failed(lease, new ForgeError('device_lost'));
    expect(await operations.queue()).toEqual({ ...nothing, resting: 1 });
    expect((await post(`/api/jobs/${id}/pause`)).status).toBe(200);
    expect(await operations.queue()).toEqual(nothing);
  });
});
