// @module-tag process
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { randomRequests } from '../../core/engine/testing/requests.ts';
import type { Job } from '../../core/schema/api/jobs.ts';
import { parseProject, PROJECT_VERSION, type Project } from '../../core/schema/project.ts';
import { numberedClip } from '../../tests/fixtures/numbered-clip.ts';
import { getJson, putJson } from '../storage/json-blob.ts';
import { ON_ONE_CORE, startTestServer } from '../testing/test-server.ts';
import { uploadVideo } from '../videos/testing/upload.ts';
import { jobPrefix, orderKey, partKey } from './job-files.ts';
import { jobOrderSchema, storedRequestSchema } from './job-order.ts';
import { clipMetadata, clipProject, jobWhen, orderOf, startJob } from './testing/job.ts';

const spec = { name: 'clip', format: 'yolo-detect' };
const FRAMES = 3;

describe('an order of an earlier version of the app', () => {
  const versions = Array.from({ length: PROJECT_VERSION }, (_, index) => index + 1);

  it.each(versions)('with a project of version %d is read as one of today', async (version) => {
    const path = new URL(`../../core/schema/fixtures/project-v${version}.json`, import.meta.url);
    const project: unknown = JSON.parse(await readFile(path, 'utf8'));
    const order = jobOrderSchema.parse({ project, corrections: [], leftOut: [], spec });
    expect(order.project).toEqual(parseProject(project));
  });

  it('says of a project what is wrong with it, and of one that is too new that it is', () => {
    const read = (project: unknown) => () => jobOrderSchema.parse({ project, corrections: [], leftOut: [], spec });
    expect(read({ version: PROJECT_VERSION + 1 })).toThrow(
      expect.objectContaining({ code: 'project_too_new' }) as Error,
    );
    expect(read({ version: 1 })).toThrow(expect.objectContaining({ code: 'project_invalid' }) as Error);
  });

  it('runs: its job waited while the app was upgraded', { timeout: 120_000 }, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'vdf-order-'));
    const before = await startTestServer('embedded', { DATA_DIR: dataDir, WORKER_SLOTS: '0' });
    const ann = await before.user('ann');
    const videoId = await uploadVideo(ann, await numberedClip({ frames: FRAMES, width: 320, height: 240 }));
    // All frames are labelled: nothing is left to the model.
    const project = clipProject(clipMetadata(FRAMES), [0, 1, 2], { kind: 'every', n: 1 });
    const { id } = await startJob(ann, orderOf(videoId, project, 'labels'));
    const { store } = before.open;
    const stored = await getJson(store, orderKey(id), jobOrderSchema);
    // As version 1 wrote it: without the fields that version 2 added.
    await putJson(store, orderKey(id), { ...stored, project: { ...stored.project, version: 1 } });
    await before.close();

    const after = await startTestServer('embedded', { DATA_DIR: dataDir });
    const again = after.visitor();
    await again.login('ann');
    const job: Job = await jobWhen(again, id, ({ state }) => state === 'done' || state === 'failed');
    expect(job).toMatchObject({ state: 'done', reason: null });
    const result = (await again.get(`/api/jobs/${id}/result`)).json as Project;
    expect(result).toMatchObject({ version: PROJECT_VERSION, labelledFrames: [0, 1, 2] });
    await after.close();
    await rm(dataDir, { recursive: true });
  });
});

it('an order is read to plan and to finish, and by no task that labels', { timeout: 240_000 }, async () => {
  const server = await startTestServer('embedded', ON_ONE_CORE);
  const ann = await server.user('ann');
  const videoId = await uploadVideo(ann, await numberedClip({ frames: FRAMES, width: 320, height: 240 }));
  const opened = vi.spyOn(server.open.store, 'open');
  const project = clipProject(clipMetadata(FRAMES), [0], { kind: 'every', n: 1 });
  const { id } = await startJob(ann, orderOf(videoId, project, 'labels'));
  await jobWhen(ann, id, ({ state }) => state === 'done');
  const files = opened.mock.calls.map(([key]) => key).filter((key) => key.startsWith(jobPrefix(id)));
  expect(files).toEqual([orderKey(id), partKey(id, 0), orderKey(id)]);
  await server.close();
});

it('a request of the engine is read as it was stored', () => {
  fc.assert(
    fc.property(randomRequests(20), (request) => {
      expect(storedRequestSchema.parse(JSON.parse(JSON.stringify(request)))).toEqual(request);
    }),
  );
});
