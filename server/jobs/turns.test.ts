// @module-tag process
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../core/schema/api/jobs.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import type { TestClient } from '../testing/test-client.ts';
import { noise, uploadVideo } from '../videos/testing/upload.ts';
import { JobLedger } from './job-ledger.ts';
import { JobQueue } from './job-queue.ts';
import { clipMetadata, clipProject, orderOf, startJob } from './testing/job.ts';
import { pino } from 'pino';

const project = clipProject(clipMetadata(3), [0], { kind: 'every', n: 1 });

describe.each(DATABASES)('whose turn it is, on the %s database', (kind) => {
  let server: TestServer;
  let queue: JobQueue;
  let ledger: JobLedger;
  const worker = { id: randomUUID(), name: 'here:1' };
  beforeAll(async () => {
    server = await startTestServer(kind, { WORKER_SLOTS: '0' });
    queue = await JobQueue.open(server.open.database, pino({ level: 'silent' }));
    ledger = new JobLedger(server.open.database.knex, queue);
  });
  afterAll(async () => {
    await queue.close();
    await server.close();
  });

  async function start(client: TestClient, videoId: string, count: number, priority: Job['priority'] = 'normal') {
    const jobs: string[] = [];
    for (let at = 0; at < count; at++)
      jobs.push((await startJob(client, { ...orderOf(videoId, project), priority })).id);
    return jobs;
  }

  /** The jobs in the order in which a worker gets them. */
  async function order(): Promise<string[]> {
    const jobs: string[] = [];
    for (let lease = await ledger.claim(worker); lease; lease = await ledger.claim(worker))
      jobs.push(lease.task.job_id);
    return jobs;
  }

  it('a single job does not wait behind the many of another user', async () => {
    const ann = await server.user();
    const ben = await server.user();
    const many = await start(ann, await uploadVideo(ann, noise(1000)), 8);
    const [first] = [await ledger.claim(worker)];
    expect(first?.task.job_id).toBe(many[0]);
    const [one] = await start(ben, await uploadVideo(ben, noise(1000)), 1);
    const [a1, a2, ...others] = await order();
    expect([a1, a2]).toContain(one);
    expect([a1, a2, ...others].filter((job) => job !== one)).toEqual(many.slice(1));
  });

  it('who was away begins at the present turn, not with all that others had meanwhile', async () => {
    const ann = await server.user();
    const ben = await server.user();
    const video = await uploadVideo(ben, noise(1001));
    const mine = await start(ann, await uploadVideo(ann, noise(1001)), 3);
    const others = await start(ben, video, 3);
    const got = await order();
    // They alternate, though one of them never had a job before.
    for (let at = 0; at < 3; at++)
      expect(got.slice(at * 2, at * 2 + 2).toSorted()).toEqual([mine[at], others[at]].toSorted());
  });

  it('a job of higher priority passes over its owner’s other jobs, and over no other user’s', async () => {
    const ann = await server.user();
    const ben = await server.user();
    const video = await uploadVideo(ann, noise(1002));
    const low = await start(ann, video, 4);
    const others = await start(ben, await uploadVideo(ben, noise(1002)), 1);
    const [high] = await start(ann, video, 1, 'high');
    const got = await order();
    expect(got.indexOf(high ?? '')).toBeLessThan(got.indexOf(low[1] ?? ''));
    expect(got.slice(0, 3)).toContain(others[0]);
  });
});
