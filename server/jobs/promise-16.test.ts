import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job, JobChanges } from '../../core/schema/api/jobs.ts';
import { numberedClip } from '../../tests/fixtures/numbered-clip.ts';
import { embeddedPlace, kill, Processes, scaledPlace, type Place } from '../places.testing.ts';
import { startS3Server, type S3TestServer } from '../storage/s3-server.testing.ts';
import { TestClient } from '../test-client.testing.ts';
import { DATABASES } from '../test-server.testing.ts';
import { uploadVideo } from '../videos/upload.testing.ts';
import { clipMetadata, clipProject, jobWhen, orderOf, startJob } from './job.testing.ts';

const FRAMES = 6;
/** The frames for which labels are looked for: the first one has its own. */
const WANTED = [1, 2, 3, 4, 5];
const project = clipProject(clipMetadata(FRAMES), [0, 3], { kind: 'every', n: 1 });
const isOver = ({ state }: Job) => state === 'done' || state === 'failed';
const CPU = { WORKER_DEVICE: 'cpu' };

const processes = new Processes();
afterAll(() => processes.killAll());

async function changesOf(client: TestClient, id: string): Promise<JobChanges> {
  return (await client.get(`/api/jobs/${id}/changes`)).json as JobChanges;
}

/** Each frame was finished once, the labels are those of a job that nothing happened to, and there is one dataset. */
async function expectWhole(client: TestClient, id: string, untouched: string): Promise<void> {
  expect(await jobWhen(client, id, isOver)).toMatchObject({ state: 'done', done: FRAMES, datasetId: id });
  const { frames } = await changesOf(client, id);
  const found = frames.flatMap(({ frame, tracks }) => tracks.map(() => frame));
  expect(found.toSorted((a, b) => a - b)).toEqual(WANTED);
  const result = (await client.get(`/api/jobs/${id}/result`)).json;
  expect(result).toEqual((await client.get(`/api/jobs/${untouched}/result`)).json);
  const { datasets } = (await client.get('/api/datasets')).json as { datasets: { id: string }[] };
  expect(datasets.filter((dataset) => dataset.id === id)).toHaveLength(1);
}

async function begin(url: string) {
  const client = new TestClient(url);
  await client.register('labeller');
  const order = orderOf(
    await uploadVideo(client, await numberedClip({ frames: FRAMES, width: 320, height: 240 })),
    project,
  );
  return { client, order };
}

describe('promise 16: a job has one effect, whatever is killed', () => {
  it('on the embedded database: the server is killed, and the next one goes on', async () => {
    const place = await embeddedPlace();
    const first = await processes.startServer(place, CPU);
    const { client, order } = await begin(first.url);
    const untouched = await startJob(client, order);
    await jobWhen(client, untouched.id, isOver);
    const { id } = await startJob(client, order);
    await jobWhen(client, id, ({ done }) => done >= 2);
    await kill(first.child);

    const second = await processes.startServer(place, CPU);
    const again = new TestClient(second.url);
    for (const [name, cookie] of client.cookies) again.cookies.set(name, cookie);
    await expectWhole(again, id, untouched.id);
    const { log } = await changesOf(again, id);
    expect(log.map(({ code }) => code)).toEqual(expect.arrayContaining(['worker_lost', 'resumed_elsewhere']));
    await kill(second.child);
    await place.remove();
  }, 300_000);
});

describe.skipIf(DATABASES.length === 1)('promise 16: with three workers on PostgreSQL and a bucket', () => {
  let s3: S3TestServer;
  let place: Place;
  let database: pg.Client;
  let client: TestClient;
  let order: Parameters<typeof startJob>[1];
  let untouched: Job;
  const workers = new Map<string, ChildProcess>();

  beforeAll(async () => {
    s3 = await startS3Server();
    place = await scaledPlace(s3);
    const { url } = await processes.startServer(place, { WORKER_SLOTS: '0' });
    database = new pg.Client({ connectionString: place.environment['DATABASE_URL'] });
    await database.connect();
    ({ client, order } = await begin(url));
    await Promise.all([startWorker(), startWorker(), startWorker()]);
    untouched = await startJob(client, order);
    await jobWhen(client, untouched.id, isOver);
  }, 300_000);
  afterAll(async () => {
    processes.killAll();
    await database.end();
    await place.remove();
    await s3.close();
  });

  async function startWorker(): Promise<void> {
    const { child, line } = await processes.start('server/jobs/quick-worker.testing.ts', place, {
      ...CPU,
      WORKER_THREADS: '1',
    });
    workers.set(line.trim(), child);
  }

  /** The process that is labelling a part of a job of which some frames are finished already. */
  async function busyWorker(jobId: string): Promise<ChildProcess> {
    for (;;) {
      const { rows } = await database.query<{ name: string }>(
        `select name from job_tasks join workers on workers.id = worker_id where job_id = $1 and kind = 'label'
           and state = 'running' and exists (select from job_frames where task_id = job_tasks.id)`,
        [jobId],
      );
      const child = rows[0] && workers.get(rows[0].name);
      if (child) return child;
      await wait(20);
    }
  }

  it('one that is killed is replaced by another, from the last frame that was finished', async () => {
    const { id } = await startJob(client, order);
    await kill(await busyWorker(id));
    await startWorker();
    await expectWhole(client, id, untouched.id);
    const { log } = await changesOf(client, id);
    expect(log.map(({ code }) => code)).toEqual(expect.arrayContaining(['worker_lost', 'resumed_elsewhere']));
  }, 300_000);

  it('one that is asked to end gives back what it has, and ends well', async () => {
    const { id } = await startJob(client, order);
    const child = await busyWorker(id);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await startWorker();
    await expectWhole(client, id, untouched.id);
    const codes = (await changesOf(client, id)).log.map(({ code }) => code);
    expect(codes).toContain('resumed_elsewhere');
    expect(codes).not.toContain('worker_lost');
  }, 300_000);

  it('a cancelled job gets no further frame, and its workers take the next one', async () => {
    const { id } = await startJob(client, order);
    await busyWorker(id);
    const { done } = (await client.json('POST', `/api/jobs/${id}/cancel`)).json as Job;
    const next = await startJob(client, order);
    await expectWhole(client, next.id, untouched.id);
    expect((await client.get(`/api/jobs/${id}`)).json).toMatchObject({ state: 'cancelled', done });
    const { rows } = await database.query(`select from job_tasks where job_id = $1 and state = 'running'`, [id]);
    expect(rows).toEqual([]);
  }, 300_000);
});
