// @module-tag process
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { adminOverviewSchema, adminUserPageSchema, type AdminOverview } from '../../core/schema/api/admin.ts';
import { AccountsRepo } from '../auth/accounts.repo.ts';
import { JobLedger } from '../jobs/job-ledger.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { clipMetadata, clipProject, orderOf, startJob } from '../jobs/testing/job.ts';
import { WorkersRepo, type WorkerRow } from '../jobs/workers.repo.ts';
import type { TestClient } from '../testing/test-client.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { uploadVideo } from '../videos/testing/upload.ts';

const VIDEO = new TextEncoder().encode('nobody looks into it');
const COSTS = { readMs: 15, encodeMs: 200, decodeMs: 20, writeMs: 30 };
const DEVICES: WorkerRow['devices'] = [
  { device: 'cuda', reason: 'there is no card', precision: null },
  { device: 'cpu', reason: null, precision: 'fp32' },
];
const project = clipProject(clipMetadata(3), [0], { kind: 'every', n: 1 });

describe.each(DATABASES)('the administrators’ view on the %s database', (kind) => {
  let server: TestServer;
  let root: TestClient;
  let ann: TestClient;
  let queue: JobQueue;
  let ledger: JobLedger;
  let workers: WorkersRepo;
  let videoId: string;

  beforeAll(async () => {
    server = await startTestServer(kind, { WORKER_SLOTS: '0', QUOTA_BYTES: '1000', VIDEO_QUOTA_BYTES: '2000' });
    const { knex } = server.open.database;
    root = await server.user('root');
    const { id } = (await root.get('/api/users/me')).json as { id: string };
    await new AccountsRepo(knex).setRole(id, 'admin');
    ann = await server.user('ann');
    queue = await JobQueue.open(server.open.database, pino({ level: 'silent' }));
    ledger = new JobLedger(knex, queue);
    workers = new WorkersRepo(knex);
  });
  afterAll(async () => {
    await queue.close();
    await server.close();
  });

  const overview = async (): Promise<AdminOverview> =>
    adminOverviewSchema.parse((await root.get('/api/admin/overview')).json);
  /** A job of Ann that failed with this error. */
  async function failedJob(error: ForgeError): Promise<void> {
    await startJob(ann, { ...orderOf(videoId, project), spec: { name: 'Secret job', format: 'yolo-detect' } });
    const lease = await ledger.claim({ id: 'w1', name: 'gpu-box:1' });
    if (lease) await ledger.failed(lease, error);
  }

  it('is empty where nothing happened yet', async () => {
    expect(await overview()).toEqual({
      queue: { waiting: 0, resting: 0, running: 0, oldestSeconds: null },
      jobs: { queued: 0, running: 0, paused: 0, done: 0, failed: 0, cancelled: 0 },
      failures: [],
      workers: [],
      users: { count: 2, active: 2 },
      storage: {
        datasets: { count: 0, bytes: 0, quotaBytes: 1000 },
        videos: { count: 0, bytes: 0, quotaBytes: 2000 },
      },
    });
  });

  it('has every worker with its devices, what it does, and whether it still lives', async () => {
    const worker = { devices: DEVICES, costs: COSTS, slots: 3, draining: false } as const;
    await workers.put({ ...worker, id: 'w1', name: 'gpu-box:1', device: 'cpu', devices: [...DEVICES] });
    await workers.put({ ...worker, id: 'w2', name: 'old:2', device: null, devices: [], costs: null, draining: true });
    const { knex } = server.open.database;
    await knex('workers')
      .where({ id: 'w2' })
      .update({ seen_at: knex.raw(`now() - interval '25 seconds'`) });
    videoId = await uploadVideo(ann, VIDEO);
    await startJob(ann, orderOf(videoId, project));
    await startJob(ann, orderOf(videoId, project));
    const lease = await ledger.claim({ id: 'w1', name: 'gpu-box:1' });
    const { queue: length, jobs, workers: all, storage } = await overview();
    expect(length).toMatchObject({ waiting: 1, running: 1 });
    expect(jobs).toMatchObject({ queued: 1, running: 1 });
    expect(all[0]).toMatchObject({
      name: 'gpu-box:1',
      device: 'cpu',
      devices: DEVICES,
      slots: 3,
      busy: 1,
      costs: COSTS,
    });
    expect(all[0]).toMatchObject({ draining: false, lost: false });
    expect(all[1]).toMatchObject({ name: 'old:2', device: null, busy: 0, costs: null, draining: true, lost: true });
    expect(storage.videos).toMatchObject({ count: 1, bytes: VIDEO.length });
    if (lease) await ledger.failed(lease, new ForgeError('video_empty'));
    const rest = await ledger.claim({ id: 'w1', name: 'gpu-box:1' });
    if (rest) await ledger.failed(rest, new ForgeError('video_empty'));
  });

  it('says why jobs failed, the last one first, without users’ own names', async () => {
    await failedJob(new ForgeError('archive_invalid.label_line', { line: 3, path: 'dog.txt' }));
    await failedJob(new ForgeError('archive_invalid.no_picture'));
    // As a fault of the machine that was there at every attempt.
    const params = { detail: 'run "npm install" for "clip.mp4" of "Secret job"' };
    const error = JSON.stringify({ reason: 'internal.detail', params });
    const { knex } = server.open.database;
    await knex('jobs').whereLike('reason', '%no picture%').update({ reason_code: 'internal', error });
    const text = JSON.stringify((await root.get('/api/admin/overview')).json);
    for (const own of ['clip', 'Secret', 'dog']) expect(text).not.toContain(own);
    const [last, before] = (await overview()).failures;
    const detail = 'run "npm install" for "…" of "…"';
    expect(last).toMatchObject({ username: 'ann', code: 'internal', reason: 'internal.detail', params: { detail } });
    expect(last?.message).toContain(detail);
    expect(before).toMatchObject({
      code: 'archive_invalid',
      reason: 'archive_invalid.label_line',
      params: { line: 3, path: '…' },
      message: 'This archive is no dataset: line 3 of "…" is no box.',
    });
  });

  it('leaves names out of the sentence of a job that failed before its reason was kept', async () => {
    await failedJob(new ForgeError('video_unreadable'));
    const reason = '"clip.mp4" is no video; "dog" is a class.';
    await server.open.database.knex('jobs').where({ reason_code: 'video_unreadable' }).update({ reason, error: null });
    expect((await overview()).failures[0]).toMatchObject({ code: 'video_unreadable', message: '"…" is a class.' });
    expect((await overview()).failures[0]).not.toHaveProperty('reason');
  });

  it('has the accounts by name, page by page', async () => {
    await server.user('Bob');
    const page = async (query: string) => adminUserPageSchema.parse((await root.get(`/api/admin/users${query}`)).json);
    const all = await page('');
    expect(all.users.map(({ username }) => username)).toEqual(['ann', 'Bob', 'root']);
    expect(all.users[0]).toMatchObject({ role: 'user', datasets: 0, bytes: VIDEO.length, openJobs: 0 });
    expect(all.users[2]).toMatchObject({ role: 'admin' });
    const first = await page('?limit=2');
    expect(first).toMatchObject({ users: [{ username: 'ann' }, { username: 'Bob' }], nextCursor: 'Bob' });
    expect(await page(`?limit=2&cursor=${first.nextCursor}`)).toMatchObject({
      users: [{ username: 'root' }],
      nextCursor: null,
    });
    expect((await root.get('/api/admin/users?cursor=%00')).json).toMatchObject({ code: 'request_invalid' });
  });
});
