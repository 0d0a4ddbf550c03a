// @module-tag process
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  jobLogSchema,
  type Job,
  type JobChanges,
  type JobLogEntry,
  type NewJobInput,
} from '../../core/schema/api/jobs.ts';
import { exportDataset } from '../../core/export/export-dataset.ts';
import { writeZip } from '../../core/export/zip.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import { datasetSpecSchema } from '../../core/schema/dataset-spec.ts';
import { parseProject, type Project } from '../../core/schema/project.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { smallMp4 } from '../../tests/fixtures/hostile-mp4.ts';
import { unzip } from '../../tests/unzip.ts';
import { numberedClip } from '../../tests/fixtures/numbered-clip.ts';
import { createFileSink } from '../../node/files/file-sink.ts';
import { createNodeImageEncoder } from '../../node/files/node-image-encoder.ts';
import { openNodeVideo } from '../../node/frames/node-video.ts';
import type { TestClient } from '../testing/test-client.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { sha256Of, uploadVideo } from '../videos/testing/upload.ts';
import { clipMetadata, clipProject, jobWhen, orderOf, startJob } from './testing/job.ts';

const FRAMES = 4;
const every = { kind: 'every', n: 1 } as const;
const video = clipMetadata(FRAMES);
const clip = await numberedClip({ frames: FRAMES, width: 320, height: 240 });
const isOver = ({ state }: Job) => state === 'done' || state === 'failed';

/** The archive that the command line writes for a project. */
async function exported(project: Project): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'vdf-jobs-'));
  await writeFile(join(folder, 'clip.mp4'), clip);
  const frames = await openNodeVideo(join(folder, 'clip.mp4'));
  const provenance = { app: 'Vision Data Forge', version: packageJson.version };
  const spec = datasetSpecSchema.parse(orderOf('', project).spec);
  const entries = exportDataset({ project, spec, frames, encoder: await createNodeImageEncoder(), provenance });
  await writeZip(entries, await createFileSink(join(folder, 'archive.zip')));
  await frames.close();
  const bytes = await readFile(join(folder, 'archive.zip'));
  await rm(folder, { recursive: true });
  return bytes;
}

// The model takes about a second a frame on a free machine, and more on a busy one.
describe.each(DATABASES)('jobs on the %s database', { timeout: 240_000 }, (kind) => {
  let server: TestServer;
  let ann: TestClient;
  let videoId: string;

  beforeAll(async () => {
    server = await startTestServer(kind);
    ann = await server.user();
    videoId = await uploadVideo(ann, clip);
  });
  afterAll(() => server.close());

  it('are paused, resumed, cancelled and retried, and end as a dataset with every frame sent once', async () => {
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
    const job = await jobWhen(ann, id, isOver);
    expect(job).toMatchObject({ state: 'done', device: 'cpu', reason: null });
    const dataset = await ann.get(`/api/datasets/${job.datasetId}`);
    expect(dataset.json).toMatchObject({ counts: { frames: FRAMES, objects: FRAMES } });
    const { frames, log, more } = (await ann.get(`/api/jobs/${id}/changes`)).json as JobChanges;
    expect(frames.map(({ frame }) => frame)).toEqual([0, 1, 2, 3]);
    expect(more).toBe(false);
    expect(frames[0]?.picture).not.toBeNull();
    const told = log.map(({ code }) => code);
    expect(told.slice(0, 3)).toEqual(['queued', 'started', 'planned']);
    expect(told).toEqual(expect.arrayContaining(['paused', 'resumed', 'cancelled', 'retried']));
    expect(told.slice(-2)).toEqual(['labelled', 'saved']);
    const result = parseProject((await ann.get(`/api/jobs/${id}/result`)).json);
    const archive = (await ann.get(`/api/datasets/${job.datasetId}/archive`)).bytes;
    expect(sha256Of(archive), 'promise 21: equal labels give the same bytes').toBe(sha256Of(await exported(result)));
    expect((await ann.send('DELETE', `/api/jobs/${id}`)).status).toBe(204);
  });

  it('begin a part again that another version of the engine has begun', async () => {
    const order = orderOf(videoId, clipProject(video, [0], every), 'labels');
    const { id: whole } = await startJob(ann, order);
    await jobWhen(ann, whole, isOver);
    const { id } = await startJob(ann, order);
    await jobWhen(ann, id, ({ done }) => done >= 2);
    await ann.json('POST', `/api/jobs/${id}/pause`);
    const { knex } = server.open.database;
    const tasks = knex('job_tasks').where({ job_id: id, kind: 'label' });
    await expect.poll(() => tasks.clone().first('state')).toEqual({ state: 'waiting' });
    const row: unknown = await tasks.clone().first('checkpoint');
    const { checkpoint } = z.object({ checkpoint: z.looseObject({}) }).parse(row);
    await tasks.clone().update({ checkpoint: JSON.stringify({ ...checkpoint, version: 1 }) });
    await ann.json('POST', `/api/jobs/${id}/resume`);
    expect(await jobWhen(ann, id, isOver)).toMatchObject({ state: 'done', done: FRAMES, total: FRAMES });
    const { frames } = (await ann.get(`/api/jobs/${id}/changes`)).json as JobChanges;
    expect(frames.map(({ frame }) => frame)).toEqual([0, 1, 2, 3]);
    const tracksOf = async (job: string) => parseProject((await ann.get(`/api/jobs/${job}/result`)).json).tracks;
    expect(await tracksOf(id)).toEqual(await tracksOf(whole));
    expect(server.log.join('')).toContain('begins again');
  });

  it('are labelled in parts where several frames are labelled, for review where that is wanted', async () => {
    const order = orderOf(videoId, clipProject(video, [0, 2], every), 'labels');
    const { id } = await startJob(ann, order);
    expect(await jobWhen(ann, id, isOver)).toMatchObject({ state: 'done', datasetId: null });
    const { entries } = (await ann.get(`/api/jobs/${id}/log`)).json as { entries: JobLogEntry[] };
    expect(entries.find(({ code }) => code === 'planned')?.values).toMatchObject({ parts: 2 });
    const project = parseProject((await ann.get(`/api/jobs/${id}/result`)).json);
    expect(Object.keys(project.tracks[0]?.shapes ?? {})).toEqual(['0', '1', '2', '3']);
    expect(project.engine).toMatchObject({ backend: 'cpu' });
  });

  it('interpolate on the frames between the sampled ones, which the model does not see', async () => {
    const sampling = { kind: 'every', n: 3, between: 'interpolate' } as const;
    const { id } = await startJob(ann, orderOf(videoId, clipProject(video, [0], sampling)));
    const job = await jobWhen(ann, id, isOver);
    expect(job).toMatchObject({ state: 'done', reason: null });
    const { frames } = (await ann.get(`/api/jobs/${id}/changes`)).json as JobChanges;
    expect(frames.map(({ frame }) => frame)).toEqual([0, 3]);
    const project = parseProject((await ann.get(`/api/jobs/${id}/result`)).json);
    expect(Object.keys(project.tracks[0]?.shapes ?? {})).toEqual(['0', '3']);
    const files = await unzip((await ann.get(`/api/datasets/${job.datasetId}/archive`)).bytes);
    expect(JSON.parse(new TextDecoder().decode(files.get('metadata.json')))).toMatchObject({
      sampling,
      counts: { frames: FRAMES, objectsBySource: { user: 1, propagated: 1, interpolated: 2 } },
    });
  });

  it('make no dataset where doubtful labels are to be reviewed, and leave their frames out on demand', async () => {
    const project = clipProject(video, [0], every);
    const [track] = project.tracks;
    const drawn = track?.shapes['0'];
    if (!track || !drawn) throw new Error('nothing is labelled');
    const found = { ...drawn, source: 'propagated' as const };
    const shapes = { 0: drawn, 1: { ...found, confidence: 0.9 }, 2: { ...found, confidence: 0.2 } };
    const lost = { ...project, tracks: [{ ...track, shapes, lost: [frameIndex(3)] }] };
    const made = async (change: Partial<NewJobInput>) => {
      const { id } = await startJob(ann, { ...orderOf(videoId, lost), ...change });
      const job = await jobWhen(ann, id, isOver);
      const dataset = job.datasetId === null ? null : (await ann.get(`/api/datasets/${job.datasetId}`)).json;
      return { job, dataset };
    };
    const spec = { name: 'clip', format: 'yolo-detect' } as const;
    const asked = await made({ reviewDoubts: true });
    expect(asked.job).toMatchObject({ state: 'done', kind: 'labels', datasetId: null, reason: null });
    const { entries } = (await ann.get(`/api/jobs/${asked.job.id}/log`)).json as { entries: JobLogEntry[] };
    expect(entries.at(-1)).toMatchObject({ code: 'doubted', values: { labels: 2 } });
    expect(parseProject((await ann.get(`/api/jobs/${asked.job.id}/result`)).json).tracks).toHaveLength(1);
    // The object is lost on frame 3, away from the edge: that frame is in no dataset that does not ask for
    // it.
    expect((await made({})).dataset).toMatchObject({ counts: { frames: 3 } });
    expect((await made({ spec: { ...spec, skipLostFrames: false } })).dataset).toMatchObject({ counts: { frames: 4 } });
    expect((await made({ spec: { ...spec, skipDoubtfulFrames: true } })).dataset).toMatchObject({
      counts: { frames: 2 },
    });
  });

  it('fail at once, and say why, where the input is wrong', async () => {
    const text = new TextEncoder().encode('This is not a video.\n'.repeat(50));
    const order = orderOf(await uploadVideo(ann, text), clipProject(video, [0], every));
    const { id } = await startJob(ann, order);
    const job = await jobWhen(ann, id, isOver);
    expect(job).toMatchObject({ state: 'failed', reason: { code: 'video_unreadable' } });
    const endless = smallMp4({ times: [[1e9, 40]], shifts: [[1e9, 40]], sizes: { each: 100, count: 1e9 } });
    const claimed = orderOf(await uploadVideo(ann, endless), clipProject(video, [0], every));
    const refused = await jobWhen(ann, (await startJob(ann, claimed)).id, isOver);
    const sentence = /claims 1000000000 frames, more than its bytes can hold\.$/;
    expect(refused.reason).toMatchObject({
      code: 'video_truncated',
      message: expect.stringMatching(sentence) as string,
    });
    const other = orderOf(videoId, clipProject(clipMetadata(FRAMES + 1), [0], every));
    const mismatch = await jobWhen(ann, (await startJob(ann, other)).id, isOver);
    const reason = 'project_invalid.sent_video';
    expect(mismatch.reason).toMatchObject({ code: 'project_invalid', reason, params: {} });
    const { entries } = jobLogSchema.parse((await ann.get(`/api/jobs/${mismatch.id}/log`)).json);
    const message = mismatch.reason?.message;
    expect(entries.at(-1)).toMatchObject({ code: 'failed', values: { message }, error: { reason, params: {} } });
  });
});
