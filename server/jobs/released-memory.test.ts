// @module-tag process
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { numberedClip } from '../../tests/fixtures/numbered-clip.ts';
import { readConfig } from '../config.ts';
import { DatasetsRepo } from '../datasets/datasets.repo.ts';
import { DatasetsService } from '../datasets/datasets.service.ts';
import type { TestClient } from '../testing/test-client.ts';
import { ON_ONE_CORE, startTestServer, type TestServer } from '../testing/test-server.ts';
import { uploadVideo } from '../videos/testing/upload.ts';
import { VideosRepo } from '../videos/videos.repo.ts';
import { VideosService } from '../videos/videos.service.ts';
import { JobLedger, LeaseLost } from './job-ledger.ts';
import { JobQueue } from './job-queue.ts';
import { clipMetadata, clipProject, jobWhen, orderOf, startJob } from './testing/job.ts';
import { labelPart } from './label-task.ts';
import { workerContext } from './open-worker.ts';
import { planJob } from './plan-task.ts';
import { withJob, type TaskRun, type WorkerContext } from './worker-context.ts';

const FRAMES = 4;
const log = pino({ level: 'silent' });
const worker = { id: randomUUID(), name: 'here:1' };

let server: TestServer;
let client: TestClient;
let videoId: string;
let queue: JobQueue;
let context: WorkerContext;

beforeAll(async () => {
  server = await startTestServer('embedded', { WORKER_SLOTS: '0' });
  client = await server.user();
  videoId = await uploadVideo(client, await numberedClip({ frames: FRAMES, width: 320, height: 240 }));
  const { database, store } = server.open;
  const { knex } = database;
  const config = readConfig({ ...ON_ONE_CORE, DATA_DIR: server.dataDir });
  queue = await JobQueue.open(database, log);
  const datasets = new DatasetsService(new DatasetsRepo(knex), store, config.pricing, config.quotaBytes, log);
  const videos = new VideosService(new VideosRepo(knex), store, 'fileSystem', 30, log);
  context = workerContext(config, { database, store, datasets, videos }, new JobLedger(knex, queue), log);
});
afterAll(async () => {
  await context.model.close();
  await queue.close();
  await server.close();
});

/** A job whose frames are still to be labelled. */
async function plannedJob(): Promise<string> {
  const project = clipProject(clipMetadata(FRAMES), [0], { kind: 'every', n: 1 });
  const { id } = await startJob(client, orderOf(videoId, project, 'labels'));
  await nextTask((run) => planJob(context, run));
  return id;
}

async function nextTask(work: (run: TaskRun) => Promise<void>, signal = new AbortController().signal): Promise<void> {
  const lease = (await context.ledger.claim(worker)) ?? expect.fail('no task waits');
  await withJob(context, lease, signal, work);
}

/** The live objects while a task runs and after its end: decoded frames, and tensors of the model. */
async function heldBy(signal?: AbortSignal): Promise<{ most: number; after: number; tensors: number; error: unknown }> {
  let most = 0;
  let after = -1;
  let error: unknown;
  await nextTask(async (run) => {
    const watch = setInterval(() => (most = Math.max(most, run.frames.liveFrames)), 5);
    try {
      await labelPart(context, run);
    } catch (fault) {
      error = fault;
    }
    clearInterval(watch);
    after = run.frames.liveFrames;
  }, signal);
  const tensors = await context.model.with((segmenter) => Promise.resolve(segmenter.liveTensors));
  return { most, after, tensors, error };
}

const NOTHING_LEFT = { after: 0, tensors: 0 };

it(
  'promise 18: a task that labels holds few frames at once, and nothing after its end',
  { timeout: 240_000 },
  async () => {
    await plannedJob();
    const held = await heldBy();
    expect(held).toMatchObject({ ...NOTHING_LEFT, error: undefined });
    expect(held.most).toBeGreaterThan(0);
    expect(held.most).toBeLessThanOrEqual(4);
    await nextTask(({ lease }) => context.ledger.done(lease, null));
  },
);

it('promise 18: nothing after it was stopped', { timeout: 240_000 }, async () => {
  await plannedJob();
  const controller = new AbortController();
  const stopping = heldBy(controller.signal);
  setTimeout(() => controller.abort(), 500);
  expect(await stopping).toMatchObject({ ...NOTHING_LEFT, error: { code: 'aborted' } });
});

it('promise 18: nothing after its job was cancelled by another process', { timeout: 240_000 }, async () => {
  const id = await plannedJob();
  const running = heldBy();
  await jobWhen(client, id, ({ done }) => done >= 1);
  await client.json('POST', `/api/jobs/${id}/cancel`);
  const held = await running;
  expect(held).toMatchObject(NOTHING_LEFT);
  expect(held.error).toBeInstanceOf(LeaseLost);
});
