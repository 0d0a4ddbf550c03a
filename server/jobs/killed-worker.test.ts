// @module-tag process
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job, JobChanges } from '../../core/schema/api/jobs.ts';
import { numberedClip } from '../../tests/fixtures/numbered-clip.ts';
import {
  embeddedInstallation,
  kill,
  Processes,
  postgresInstallation,
  type TestInstallation,
} from '../testing/installations.ts';
import { startS3Server, type S3TestServer } from '../storage/testing/s3-server.ts';
import { TestClient } from '../testing/test-client.ts';
import { DATABASES, ON_ONE_CORE } from '../testing/test-server.ts';
import { uploadVideo } from '../videos/testing/upload.ts';
import { clipMetadata, clipProject, jobWhen, orderOf, startJob } from './testing/job.ts';

const FRAMES = 6;
/** The frames to propagate to: the first one has its own label. */
const WANTED = [1, 2, 3, 4, 5];
const project = clipProject(clipMetadata(FRAMES), [0, 3], { kind: 'every', n: 1 });
const isOver = ({ state }: Job) => state === 'done' || state === 'failed';

const processes = new Processes();
afterAll(() => processes.killAll());

async function changesOf(client: TestClient, id: string): Promise<JobChanges> {
  return (await client.get(`/api/jobs/${id}/changes`)).json as JobChanges;
}

const resultOf = async (client: TestClient, id: string) => (await client.get(`/api/jobs/${id}/result`)).json;

/**
 * Expects that each frame was finished once, that the labels are those of an undisturbed job, and that there
 * is one dataset.
 */
async function expectWhole(client: TestClient, id: string): Promise<void> {
  expect(await jobWhen(client, id, isOver)).toMatchObject({ state: 'done', done: FRAMES, datasetId: id });
  const { frames, log } = await changesOf(client, id);
  const found = frames.flatMap(({ frame, tracks }) => tracks.map(() => frame));
  expect(found.toSorted((a, b) => a - b)).toEqual(WANTED);
  expect(await resultOf(client, id)).toEqual(untouched);
  const { datasets } = (await client.get('/api/datasets')).json as { datasets: { id: string }[] };
  expect(datasets.filter((dataset) => dataset.id === id)).toHaveLength(1);
  expect(log.map(({ code }) => code)).toEqual(expect.arrayContaining(['worker_lost', 'resumed_elsewhere']));
}

/**
 * One for all tests: their labels are compared to the last pixel, and two clips need not be the same to that.
 */
const clip = numberedClip({ frames: FRAMES, width: 320, height: 240 });

async function begin(url: string) {
  const client = new TestClient(url);
  await client.register('labeller');
  return { client, order: orderOf(await uploadVideo(client, await clip), project) };
}

/** The result of an undisturbed job, from the first test. */
let untouched: unknown;

describe('promise 16: a job has one effect, whatever is killed', { timeout: 400_000 }, () => {
  it('on the embedded database: the server is killed, and the next one goes on', async () => {
    const place = await embeddedInstallation();
    const first = await processes.startServer(place, ON_ONE_CORE);
    const { client, order } = await begin(first.url);
    const one = await startJob(client, order);
    await jobWhen(client, one.id, isOver);
    untouched = await resultOf(client, one.id);
    const { id } = await startJob(client, order);
    await jobWhen(client, id, ({ done }) => done >= 2);
    await kill(first.child);

    const second = await processes.startServer(place, ON_ONE_CORE);
    const again = new TestClient(second.url);
    for (const [name, cookie] of client.cookies) again.cookies.set(name, cookie);
    await expectWhole(again, id);
    await kill(second.child);
    await place.remove();
  });

  describe.skipIf(DATABASES.length === 1)('with three workers on PostgreSQL and a bucket', () => {
    let s3: S3TestServer;
    let place: TestInstallation;
    let database: pg.Client;
    let client: TestClient;
    let order: Parameters<typeof startJob>[1];
    const workers = new Map<string, ChildProcess>();

    beforeAll(async () => {
      s3 = await startS3Server();
      place = await postgresInstallation(s3);
      const { url } = await processes.startServer(place, { WORKER_SLOTS: '0' });
      database = new pg.Client({ connectionString: place.environment['DATABASE_URL'] });
      await database.connect();
      ({ client, order } = await begin(url));
      await Promise.all([startWorker(), startWorker(), startWorker()]);
    }, 180_000);
    afterAll(async () => {
      processes.killAll();
      await database.end();
      await place.remove();
      await s3.close();
    });

    async function startWorker(): Promise<void> {
      const { child, line } = await processes.start('server/jobs/testing/quick-worker.ts', place, ON_ONE_CORE);
      workers.set(line.trim(), child);
    }

    /** Returns and removes the process that is labelling a part of a job with some finished frames. */
    async function takeBusyWorker(jobId: string): Promise<ChildProcess> {
      for (;;) {
        const { rows } = await database.query<{ name: string }>(
          `select name from job_tasks join workers on workers.id = worker_id where job_id = $1 and kind = 'label'
             and state = 'running' and exists (select from job_frames where task_id = job_tasks.id)`,
          [jobId],
        );
        for (const { name } of rows) {
          const child = workers.get(name);
          if (workers.delete(name) && child) return child;
        }
        await wait(20);
      }
    }

    it('a worker is killed, another asked to end, and the third one finishes what they had', async () => {
      const { id } = await startJob(client, order);
      await kill(await takeBusyWorker(id));
      const asked = await takeBusyWorker(id);
      asked.kill('SIGTERM');
      expect(await once(asked, 'exit')).toEqual([0, null]);
      await expectWhole(client, id);
      expect((await changesOf(client, id)).log.filter(({ code }) => code === 'worker_lost')).toHaveLength(1);
    });

    it('a cancelled job gets no further frame, and its worker takes the next one', async () => {
      const { id } = await startJob(client, order);
      await jobWhen(client, id, ({ done }) => done >= 1);
      const { done } = (await client.json('POST', `/api/jobs/${id}/cancel`)).json as Job;
      const next = await startJob(client, order);
      await jobWhen(client, next.id, (job) => job.done >= 1);
      expect((await client.get(`/api/jobs/${id}`)).json).toMatchObject({ state: 'cancelled', done });
      const { rows } = await database.query(`select from job_tasks where job_id = $1 and state = 'running'`, [id]);
      expect(rows).toEqual([]);
    });
  });
});
