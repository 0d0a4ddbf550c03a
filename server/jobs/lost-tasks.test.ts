// @module-tag process
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PropagatedFrame } from '../../core/engine/propagated-frame.ts';
import { ForgeError } from '../../core/errors.ts';
import type { Job, JobLogEntry } from '../../core/schema/api/jobs.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import { numberedClip } from '../../tests/fixtures/numbered-clip.ts';
import { embeddedInstallation, kill, Processes } from '../testing/installations.ts';
import { TestClient } from '../testing/test-client.ts';
import { DATABASES, ON_ONE_CORE, startTestServer, type TestServer } from '../testing/test-server.ts';
import { uploadVideo } from '../videos/testing/upload.ts';
import { JobLedger, type Lease } from './job-ledger.ts';
import { JobQueue } from './job-queue.ts';
import { clipMetadata, clipProject, jobWhen, orderOf, startJob, startTestJob } from './testing/job.ts';

const WORKER = { id: 'test', name: 'test' };
const VIDEO = new TextEncoder().encode('nobody looks into it');

describe.each(DATABASES)('a task whose process is lost (%s)', (kind) => {
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
  async function lose(): Promise<void> {
    await claimed();
    expect(await ledger.recoverLost(-1)).toBe(1);
  }
  const jobOf = async (id: string) => (await ann.get(`/api/jobs/${id}`)).json as Job;
  const logOf = async (id: string) => {
    const { entries } = (await ann.get(`/api/jobs/${id}/log`)).json as { entries: JobLogEntry[] };
    return entries.map(({ code }) => code);
  };
  const finishFrame = async (lease: Lease, position: number) => {
    const result = {
      frame: frameIndex(position * 7),
      tracks: [],
      progress: { framesDone: position + 1, framesPerSecond: 1 },
      checkpoint: () => ({ position }),
    } as unknown as PropagatedFrame;
    await ledger.frame(lease, { position, result, counts: 1, device: 'cpu', picture: null });
  };

  it('is tried once more, and then its job has failed and says at what', async () => {
    const id = await startTestJob(ann, videoId);
    await lose();
    expect(await jobOf(id)).toMatchObject({ state: 'queued', reason: null });
    await lose();
    const message = expect.stringMatching(/^Opening this video ended its process twice\b[^\n]*\.$/) as string;
    expect(await jobOf(id)).toMatchObject({ state: 'failed', reason: { code: 'worker_lost', message } });
    expect(await ledger.claim(WORKER)).toBeNull();
    expect(await logOf(id)).toEqual(['queued', 'worker_lost', 'failed']);
    // A user's retry resets the count: the task is as new then.
    expect((await ann.json('POST', `/api/jobs/${id}/retry`)).status).toBe(200);
    await lose();
    expect(await jobOf(id)).toMatchObject({ state: 'queued', reason: null });
    await ann.json('POST', `/api/jobs/${id}/cancel`);
  });

  it('promise 16: goes on however often that is, as long as it gets further in between', async () => {
    const id = await startTestJob(ann, videoId);
    await ledger.planned(await claimed(), 1, 10, 'cpu');
    for (let position = 0; position < 6; position++) {
      await finishFrame(await claimed(), position);
      expect(await ledger.recoverLost(-1)).toBe(1);
      expect(await jobOf(id)).toMatchObject({ state: 'queued', done: position + 1 });
    }
    await lose();
    const message = expect.stringMatching(/^The work behind frame 35 ended its process twice\b/) as string;
    expect(await jobOf(id)).toMatchObject({ state: 'failed', reason: { code: 'worker_lost', message } });
  });

  it('has its failures counted apart, and none of them for a process that gave it back', async () => {
    const id = await startTestJob(ann, videoId);
    const { knex } = server.open.database;
    for (let attempt = 1; attempt <= 3; attempt++) {
      await ledger.failed(await claimed(), new ForgeError('storage_unavailable'));
      // Skips the pause before the next attempt.
      await knex.raw(`update pgboss.job set start_after = now() - interval '1 minute'`);
      await ledger.release(await claimed());
    }
    await lose();
    expect(await jobOf(id)).toMatchObject({ state: 'queued', reason: null });
    await lose();
    expect(await jobOf(id)).toMatchObject({ state: 'failed', reason: { code: 'worker_lost' } });
  });
});

describe('a server that works on jobs itself', { timeout: 240_000 }, () => {
  const processes = new Processes();
  afterAll(() => processes.killAll());

  it('is ended twice at most by one and the same task, and serves on', { tags: ['long'] }, async () => {
    const place = await embeddedInstallation();
    let server = await processes.startServer(place, ON_ONE_CORE);
    let client = new TestClient(server.url);
    await client.register('ann');
    const videoId = await uploadVideo(client, await numberedClip({ frames: 3, width: 320, height: 240 }));
    const project = clipProject(clipMetadata(3), [0], { kind: 'every', n: 1 });
    const { id } = await startJob(client, orderOf(videoId, project));
    for (let crash = 1; crash <= 2; crash++) {
      await jobWhen(client, id, ({ state }) => state === 'running');
      await kill(server.child);
      server = await processes.startServer(place, ON_ONE_CORE);
      const again = new TestClient(server.url);
      for (const [name, cookie] of client.cookies) again.cookies.set(name, cookie);
      client = again;
    }
    expect((await client.get(`/api/jobs/${id}`)).json).toMatchObject({
      state: 'failed',
      reason: { code: 'worker_lost' },
    });
    await kill(server.child);
    await place.remove();
  });
});
