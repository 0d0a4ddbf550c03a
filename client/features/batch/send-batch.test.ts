import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ForgeError } from '../../../core/errors.ts';
import { FIRST_SPEC_CHOICES } from '../../run/dataset-form/spec-choices.ts';
import { fakeServer, jobWith, problem, VIDEO_ID } from '../../api/testing/jobs.ts';
import { closeProjectDatabase } from '../../project/storage/database.ts';
import * as kept from '../../project/storage/kept-videos.ts';
import { saveProject } from '../../project/storage/project-repository.ts';
import { IDENTITY, projectWith, withBox } from '../../project/storage/testing/projects.ts';
import { NO_PENDING_WORK } from '../../project/storage/stored-project.ts';
import { uploadVideo } from '../../api/upload-video.ts';
import { useBatch, type BatchOrder } from './batch-store.ts';
import { datasetNameOf, sendBatch, resendUnfinished, stopBatch } from './send-batch.ts';

vi.mock('../../api/upload-video.ts', () => ({ uploadVideo: vi.fn() }));

const VIDEO = { id: VIDEO_ID, name: 'clip.mp4', bytes: 1, sha256: '', createdAt: '', usedAt: '' };
const ORDER: BatchOrder = { ...FIRST_SPEC_CHOICES, namePattern: '{n}. {project}', kind: 'labels' };
const PROJECTS = ['one', 'two', 'three'].map((id) => ({ id, name: id }));
const actions = { saveOpen: vi.fn(async () => undefined), attachJob: vi.fn(async () => undefined) };
const states = () => useBatch.getState().items.map(({ state }) => state);
let refused: string | null;
let server: ReturnType<typeof fakeServer>;
const ordered = () => server.mock.calls.map(([, init]) => JSON.parse(init?.body as string) as Record<string, unknown>);

beforeEach(async () => {
  for (const { id } of PROJECTS) {
    const project = { ...withBox(projectWith(), 4), name: id };
    await saveProject({
      id,
      createdAt: 1,
      video: IDENTITY,
      pending: NO_PENDING_WORK,
      saved: null,
      revision: 0,
      project,
    });
  }
  vi.spyOn(kept, 'findKeptVideo').mockResolvedValue(new File(['video'], 'clip.mp4'));
  refused = null;
  server = fakeServer({
    'POST /api/jobs': (body) =>
      (body as { projectRef: string }).projectRef === refused
        ? problem(409, 'too_many_jobs', 'You have too many open jobs.')
        : Response.json(jobWith(), { status: 201 }),
  });
  vi.stubGlobal('fetch', server);
  vi.mocked(uploadVideo).mockImplementation(() => ({
    video: Promise.resolve(VIDEO),
    pause: () => undefined,
    resume: () => undefined,
  }));
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.mocked(uploadVideo).mockReset();
  actions.attachJob.mockClear();
  await closeProjectDatabase();
  await deleteDB('vision-data-forge');
});

describe('a batch of projects', () => {
  it('becomes a job each, with names of the pattern, and every project knows of its job', async () => {
    await sendBatch(PROJECTS, ORDER, actions);
    const { batchId, status } = useBatch.getState();
    expect(status).toBe('over');
    expect(states()).toEqual(['queued', 'queued', 'queued']);
    expect(ordered().map(({ projectRef }) => projectRef)).toEqual(['one', 'two', 'three']);
    for (const [at, order] of ordered().entries()) {
      expect(order).toMatchObject({ batchId, kind: 'labels', videoId: VIDEO_ID });
      expect(order['spec']).toMatchObject({ name: `${at + 1}. ${PROJECTS[at]?.id}`, format: 'yolo-detect' });
    }
    expect(actions.attachJob.mock.calls).toEqual(PROJECTS.map(({ id }) => [id, jobWith()]));
  });

  it('has the choices of the order in the spec of every job', async () => {
    const choices = { imageType: 'png', train: 60, val: 25, skipNearDuplicates: true, skipLostFrames: true } as const;
    await sendBatch(PROJECTS, { ...ORDER, ...choices, format: 'yolo-darknet' }, actions);
    expect(ordered()).toHaveLength(3);
    for (const { spec } of ordered())
      expect(spec).toMatchObject({
        format: 'yolo-darknet',
        image: { type: 'png' },
        split: { train: 0.6, val: 0.25, test: 0.15 },
        skipNearDuplicates: true,
        skipLostFrames: true,
      });
    server.mockClear();
    await sendBatch(PROJECTS.slice(0, 1), { ...ORDER, quality: 71 }, actions);
    expect(ordered()[0]?.['spec']).toMatchObject({ image: { type: 'jpeg', quality: 71 } });
  });

  it('makes no dataset where labels need a look, if the order does not say what is done then', async () => {
    await sendBatch(PROJECTS.slice(0, 1), { ...ORDER, kind: 'dataset' }, actions);
    await sendBatch(PROJECTS.slice(0, 1), { ...ORDER, kind: 'dataset', doubts: 'leaveOut' }, actions);
    await sendBatch(PROJECTS.slice(0, 1), ORDER, actions);
    expect(ordered().map(({ reviewDoubts }) => reviewDoubts)).toEqual([true, undefined, undefined]);
    expect(ordered()[1]?.['spec']).toMatchObject({ skipDoubtfulFrames: true });
  });

  it('says of each project why it failed, and sends only those again', async () => {
    refused = 'two';
    vi.mocked(kept.findKeptVideo).mockResolvedValueOnce(null);
    await sendBatch(PROJECTS, ORDER, actions);
    expect(states()).toEqual(['failed', 'failed', 'queued']);
    const [first, second] = useBatch.getState().items;
    expect(first?.error?.message).toContain('The browser has no copy of its video');
    expect(second?.error).toMatchObject({ code: 'too_many_jobs', message: 'You have too many open jobs.' });
    const { batchId } = useBatch.getState();
    refused = null;
    server.mockClear();
    await resendUnfinished(actions);
    expect(states()).toEqual(['queued', 'queued', 'queued']);
    expect(ordered().map(({ projectRef, batchId: sent }) => [projectRef, sent])).toEqual([
      ['one', batchId],
      ['two', batchId],
    ]);
  });

  it('is stopped in the middle: what is in the queue stays, and nothing more is sent', async () => {
    vi.mocked(uploadVideo).mockReset();
    vi.mocked(uploadVideo)
      .mockReturnValueOnce({ video: Promise.resolve(VIDEO), pause: vi.fn(), resume: vi.fn() })
      .mockImplementationOnce((_, { signal }) => ({
        video: new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new ForgeError('aborted')));
        }),
        pause: vi.fn(),
        resume: vi.fn(),
      }));
    const sent = sendBatch(PROJECTS, ORDER, actions);
    await vi.waitFor(() => expect(uploadVideo).toHaveBeenCalledTimes(2));
    stopBatch();
    await sent;
    expect(states()).toEqual(['queued', 'stopped', 'stopped']);
  });

  it('has names that are no longer than names may be', () => {
    expect(datasetNameOf('{project} {n}', 'dogs', 3)).toBe('dogs 3');
    expect(datasetNameOf('{project}', 'x'.repeat(300), 1)).toHaveLength(200);
  });
});
