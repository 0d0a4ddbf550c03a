import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job, JobChanges, JobLogEntry } from '../../core/schema/api/jobs.ts';
import { parseProject } from '../../core/schema/project.ts';
import { numberedClip } from '../../tests/fixtures/numbered-clip.ts';
import type { TestClient } from '../test-client.testing.ts';
import { DATABASES, startTestServer, type TestServer } from '../test-server.testing.ts';
import { uploadVideo } from '../videos/upload.testing.ts';
import { clipMetadata, clipProject, jobWhen, orderOf, startJob } from './job.testing.ts';

const FRAMES = 6;
const every = { kind: 'every', n: 1 } as const;
const video = clipMetadata(FRAMES);
const isOver = ({ state }: Job) => state === 'done' || state === 'failed';

describe.each(DATABASES)('jobs on the %s database', (kind) => {
  let server: TestServer;
  let ann: TestClient;
  let videoId: string;

  beforeAll(async () => {
    server = await startTestServer(kind, { WORKER_DEVICE: 'cpu' });
    ann = await server.user();
    videoId = await uploadVideo(ann, await numberedClip({ frames: FRAMES, width: 320, height: 240 }));
  });
  afterAll(() => server.close());

  it('end as a dataset in the account, with every frame told on the way', async () => {
    const { id } = await startJob(ann, orderOf(videoId, clipProject(video, [0], every)));
    const job = await jobWhen(ann, id, isOver);
    expect(job).toMatchObject({ state: 'done', device: 'cpu', reason: null });
    const dataset = await ann.get(`/api/datasets/${job.datasetId}`);
    expect(dataset.json).toMatchObject({ counts: { frames: FRAMES, objects: FRAMES } });
    const { frames, log, more } = (await ann.get(`/api/jobs/${id}/changes`)).json as JobChanges;
    expect(frames.map(({ frame }) => frame)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(more).toBe(false);
    expect(frames[0]?.picture).not.toBeNull();
    expect(log.map(({ code }) => code)).toEqual(['queued', 'started', 'planned', 'labelled', 'saved']);
  });

  it('are labelled in parts where several frames are labelled, for review where that is wanted', async () => {
    const order = orderOf(videoId, clipProject(video, [0, 3], every), 'labels');
    const { id } = await startJob(ann, order);
    expect(await jobWhen(ann, id, isOver)).toMatchObject({ state: 'done', datasetId: null });
    const { entries } = (await ann.get(`/api/jobs/${id}/log`)).json as { entries: JobLogEntry[] };
    expect(entries.find(({ code }) => code === 'planned')?.values).toMatchObject({ parts: 2 });
    const project = parseProject((await ann.get(`/api/jobs/${id}/result`)).json);
    expect(Object.keys(project.tracks[0]?.shapes ?? {})).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(project.engine).toMatchObject({ backend: 'cpu' });
  });

  it('are paused, go on, are cancelled and tried again; what was finished stays', async () => {
    const { id } = await startJob(ann, orderOf(videoId, clipProject(video, [0], every)));
    await jobWhen(ann, id, ({ done }) => done >= 1);
    expect((await ann.json('POST', `/api/jobs/${id}/pause`)).json).toMatchObject({ state: 'paused' });
    const { done } = (await ann.get(`/api/jobs/${id}`)).json as Job;
    expect((await ann.json('POST', `/api/jobs/${id}/resume`)).status).toBe(200);
    await jobWhen(ann, id, (job) => job.done > done);
    expect((await ann.json('POST', `/api/jobs/${id}/cancel`)).json).toMatchObject({ state: 'cancelled' });
    const cancelled = (await ann.get(`/api/jobs/${id}`)).json as Job;
    expect(cancelled.done).toBeLessThanOrEqual(done + 2);
    expect((await ann.json('POST', `/api/jobs/${id}/retry`)).status).toBe(200);
    expect(await jobWhen(ann, id, isOver)).toMatchObject({ state: 'done' });
    const { frames } = (await ann.get(`/api/jobs/${id}/changes`)).json as JobChanges;
    expect(frames.map(({ frame }) => frame)).toEqual([0, 1, 2, 3, 4, 5]);
    expect((await ann.send('DELETE', `/api/jobs/${id}`)).status).toBe(204);
  });

  it('fail at once, and say why, where the input is wrong', async () => {
    const text = new TextEncoder().encode('This is not a video.\n'.repeat(50));
    const order = orderOf(await uploadVideo(ann, text), clipProject(video, [0], every));
    const { id } = await startJob(ann, order);
    const job = await jobWhen(ann, id, isOver);
    expect(job).toMatchObject({ state: 'failed', reason: { code: 'video_unreadable' } });
    const other = orderOf(videoId, clipProject(clipMetadata(FRAMES + 1), [0], every));
    const mismatch = await jobWhen(ann, (await startJob(ann, other)).id, isOver);
    expect(mismatch.reason).toMatchObject({ code: 'project_invalid' });
  });
});
