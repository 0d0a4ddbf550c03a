import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ForgeError } from '../../../core/errors.ts';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { createProject } from '../../../core/project/create-project.ts';
import { frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';
import type { Job } from '../../../core/schema/api/jobs.ts';
import type { Project } from '../../../core/schema/project.ts';
import {
  fakeServer,
  changesOf,
  EventSourceDouble,
  finishedFrame,
  JOB_ID,
  jobWith,
  VIDEO_ID,
} from '../../api/testing/jobs.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { storeSignedIn } from '../../api/renew-access.ts';
import { isEndedByClosingPage, IDLE_RUN, useRunStore } from '../run-store.ts';
import { uploadVideo } from '../../api/upload-video.ts';
import { closeSignIn, useSignInPrompt } from '../../api/sign-in-prompt.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { updateChoices, restoreChoices } from '../dataset/dataset-choices.ts';
import { useDatasetDialog } from '../dataset/dialog-store.ts';
import { cancelRun, pauseRun, resetRuns, resumeRun, retryRun } from '../run-control.ts';
import { resumeJob, startServerRun } from './server-run.ts';

vi.mock('../../api/upload-video.ts', () => ({ uploadVideo: vi.fn() }));
vi.mock('../../engine/engine-client.ts', async () => (await import('../testing/engine-double.ts')).engineClientDouble);

const run = () => useRunStore.getState();
const project = (): Project => {
  const { project: open } = useProjectStore.getState();
  if (!open) throw new Error('no project is open');
  return open;
};
const frames = () => Object.keys(project().tracks[0]?.shapes ?? {});
const job = () => useProjectStore.getState().job;
const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true));
const never = () => Promise.reject(new ForgeError('model_unavailable'));
const path = `/api/jobs/${JOB_ID}`;
const VIDEO = { id: VIDEO_ID, name: 'clip.mp4', bytes: 1, sha256: '', createdAt: '', usedAt: '' };
const DONE = { state: 'done', stage: 'labelling', revision: 9 } as const;

/** The project as returned by the server: found on one more frame than the frames sent before. */
const resultOf = (): Project => ({
  ...project(),
  tracks: project().tracks.map((track) => {
    const [first] = Object.values(track.shapes);
    const found = first && { ...first, source: 'propagated' as const, confidence: 0.9 };
    return { ...track, shapes: { ...track.shapes, ...(found ? { 2: found, 4: found } : {}) } };
  }),
});

let server: ReturnType<typeof fakeServer>;
let jobThere: Job;
const asked = () => server.mock.calls.map(([address, init]) => `${init?.method ?? 'GET'} ${address}`);
const sent = () => {
  const call = server.mock.calls.find(([address, init]) => address === '/api/jobs' && init?.method === 'POST');
  return JSON.parse(call?.[1]?.body as string) as Record<string, unknown>;
};

const uploading = (video: ReturnType<typeof uploadVideo>['video']) => ({
  video,
  pause: () => undefined,
  resume: () => undefined,
});

beforeEach(() => {
  storeSignedIn(true);
  EventSourceDouble.install();
  jobThere = jobWith({ state: 'running', stage: 'labelling', total: 5 });
  server = fakeServer({
    'POST /api/jobs': () => Response.json(jobWith(), { status: 201 }),
    [`GET ${path}`]: () => jobThere,
    [`GET ${path}/result`]: resultOf,
    [`POST ${path}/pause`]: () => jobWith({ state: 'paused', stage: 'labelling', revision: 3 }),
    [`POST ${path}/resume`]: () => jobWith({ state: 'running', stage: 'labelling', revision: 4 }),
    [`POST ${path}/cancel`]: () => jobWith({ state: 'cancelled', revision: 5 }),
    [`POST ${path}/retry`]: () => jobWith({ state: 'queued', revision: 6 }),
  });
  vi.stubGlobal('fetch', server);
  vi.mocked(uploadVideo).mockReset();
  vi.mocked(uploadVideo).mockReturnValue(uploading(Promise.resolve(VIDEO)));
  const metadata = syntheticVideo();
  const timestamps = Array.from({ length: 10 }, (_, rank) => rank / 10);
  useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file: new File([], 'clip.mp4'), metadata, timestamps });
  const { start, dispatch, addObject } = useProjectStore.getState();
  start(createProject(metadata, { kind: 'every', n: 2 }));
  restoreChoices('project-1');
  dispatch({ type: 'class.add', name: 'dog' });
  addObject(frameIndex(0), { kind: 'box', box: imageBox(1, 1, 9, 9) });
});
afterEach(() => {
  resetRuns();
  useVideoStore.setState(EMPTY_VIDEO);
  vi.unstubAllGlobals();
});

describe('a run on the server', () => {
  it('sends the video and the labels, takes labels as they come, and at the end everything', async () => {
    const done = startServerRun('labels');
    await until(() => EventSourceDouble.made.length > 0);
    expect(sent()).toMatchObject({ videoId: VIDEO_ID, kind: 'labels', projectRef: 'project-1', leftOut: [] });
    expect(job()).toEqual({ id: JOB_ID, kind: 'labels', removed: [] });
    expect(run()).toMatchObject({ status: 'running', stage: 'queued', finished: ['sending'] });
    expect(useProjectStore.getState().locked).toBe(true);
    const way = { state: 'running', stage: 'labelling', done: 1, total: 5, device: 'cuda', revision: 1 } as const;
    EventSourceDouble.last?.send('changes', changesOf(way, [finishedFrame(2, 1)]));
    expect(run()).toMatchObject({ stage: 'labelling', progress: { framesDone: 1, framesTotal: 5 } });
    await until(() => frames().includes('2'));
    EventSourceDouble.last?.send('changes', changesOf(DONE));
    await done;
    expect(run()).toMatchObject({ status: 'done', finished: ['sending', 'queued', 'labelling'] });
    expect(frames()).toEqual(['0', '2', '4']);
    expect(job()).toBeNull();
    expect(useProjectStore.getState()).toMatchObject({ locked: false, corrections: [] });
  });

  it('asks where the job ended without a dataset because labels need a look, and sends the answer', async () => {
    const done = startServerRun('dataset');
    await until(() => EventSourceDouble.made.length > 0);
    expect(sent()).toMatchObject({ kind: 'dataset', reviewDoubts: true });
    EventSourceDouble.last?.send('changes', changesOf({ ...DONE, kind: 'labels' }));
    await done;
    expect(run()).toMatchObject({ status: 'asking', place: 'server', kind: 'dataset', saved: null });
    expect(useProjectStore.getState().locked).toBe(false);
    useProjectStore
      .getState()
      .dispatch({ type: 'project.setRange', range: { from: frameIndex(0), to: frameIndex(4) } });
    server.mockClear();
    const again = startServerRun('dataset', 'leaveOut');
    await until(() => EventSourceDouble.made.length > 1);
    // All labels exist: there is nothing new to ask about.
    expect(sent()['reviewDoubts']).toBeUndefined();
    expect(sent()['spec']).toMatchObject({ skipDoubtfulFrames: true });
    EventSourceDouble.last?.send('changes', changesOf({ state: 'cancelled', revision: 10 }));
    await again;
  });

  it.each(['leaveOut', 'use'] as const)('asks nothing where the user chose before: %s', async (doubts) => {
    updateChoices({ doubts });
    const done = startServerRun('dataset');
    await until(() => EventSourceDouble.made.length > 0);
    expect(sent()['reviewDoubts']).toBeUndefined();
    EventSourceDouble.last?.send('changes', changesOf({ state: 'cancelled', revision: 5 }));
    await done;
  });

  it('is held up, goes on and is cancelled by the job', async () => {
    const done = startServerRun('labels');
    await until(() => EventSourceDouble.made.length > 0);
    await pauseRun();
    expect(run().status).toBe('paused');
    await resumeRun();
    expect(run().status).toBe('running');
    await cancelRun();
    expect(run().status).toBe('stopping');
    EventSourceDouble.last?.send('changes', changesOf({ state: 'cancelled', revision: 5 }));
    await done;
    expect(run().status).toBe('stopped');
    expect(useProjectStore.getState()).toMatchObject({ locked: false, job: null });
    await until(() => asked().includes(`POST ${path}/cancel`));
  });

  it('says why the job failed, and tries that job again', async () => {
    const done = startServerRun('labels');
    await until(() => EventSourceDouble.made.length > 0);
    const reason = { code: 'video_decode_failed', message: 'Frame 3 cannot be decoded.' };
    EventSourceDouble.last?.send('changes', changesOf({ state: 'failed', reason, revision: 5 }, [finishedFrame(2, 2)]));
    await done;
    expect(run()).toMatchObject({ status: 'failed', error: reason });
    expect(frames()).toEqual(['0', '2']);
    const again = retryRun(never);
    await until(() => EventSourceDouble.made.length > 1);
    EventSourceDouble.last?.send('changes', changesOf(DONE));
    await again;
    expect(run().status).toBe('done');
    expect(asked().filter((each) => each === 'POST /api/jobs')).toHaveLength(1);
    expect(uploadVideo).toHaveBeenCalledOnce();
  });

  it('asks to sign in before an upload that was cut off goes on', async () => {
    storeSignedIn(false);
    updateChoices({ review: true });
    useRunStore.setState({ ...IDLE_RUN, place: 'server', kind: 'labels', stage: 'sending', status: 'stopped' });
    const again = retryRun(never);
    await until(() => useSignInPrompt.getState().answer !== null);
    expect(uploadVideo).not.toHaveBeenCalled();
    closeSignIn(true);
    await until(() => EventSourceDouble.made.length > 0);
    expect(uploadVideo).toHaveBeenCalledOnce();
    EventSourceDouble.last?.send('changes', changesOf(DONE));
    await again;
  });

  it('asks what is to be made where an upload was cut off in a tab that is gone', async () => {
    sessionStorage.clear();
    useRunStore.setState({ ...IDLE_RUN, place: 'server', kind: 'dataset', stage: 'sending', status: 'stopped' });
    await retryRun(never);
    expect(useDatasetDialog.getState().opened).toBe(true);
    expect(uploadVideo).not.toHaveBeenCalled();
    useDatasetDialog.setState({ opened: false });
  });

  it('stops an upload, and makes no job then', async () => {
    vi.mocked(uploadVideo).mockImplementation((_, { signal }) =>
      uploading(
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new ForgeError('aborted')));
        }),
      ),
    );
    const done = startServerRun('labels');
    await until(() => vi.mocked(uploadVideo).mock.calls.length > 0);
    expect(isEndedByClosingPage(run())).toBe(true);
    await cancelRun();
    await done;
    expect(run().status).toBe('stopped');
    expect(asked()).toEqual([]);
  });

  it('goes on without the page: a project that is left leaves its job alone, and takes it up again', async () => {
    const done = startServerRun('labels');
    await until(() => EventSourceDouble.made.length > 0);
    expect(isEndedByClosingPage(run())).toBe(false);
    const reference = job();
    const before = project();
    resetRuns();
    await done;
    expect(asked()).not.toContain(`POST ${path}/cancel`);
    useProjectStore.getState().start(before);
    useProjectStore.setState({ job: reference });
    await resumeJob();
    await until(() => EventSourceDouble.made.length > 1);
    expect(run()).toMatchObject({ place: 'server', status: 'running', stage: 'labelling' });
    EventSourceDouble.last?.send('changes', changesOf(DONE, [finishedFrame(2, 1)]));
    await until(() => run().status === 'done');
    expect(frames()).toEqual(['0', '2', '4']);
  });

  it('brings back nothing that the user removed while the project did not follow the job', async () => {
    const { start, dispatch, undo } = useProjectStore.getState();
    start(resultOf());
    useProjectStore.setState({ job: { id: JOB_ID, kind: 'labels', removed: [] } });
    dispatch({ type: 'track.trim', trackId: trackId(1), frame: frameIndex(2), side: 'after' });
    undo();
    dispatch({ type: 'track.trim', trackId: trackId(1), frame: frameIndex(4), side: 'after' });
    expect(frames()).toEqual(['0', '2']);
    await resumeJob();
    await until(() => EventSourceDouble.made.length > 0);
    EventSourceDouble.last?.send('changes', changesOf(DONE, [finishedFrame(2, 1), finishedFrame(4, 2)]));
    await until(() => run().status === 'done');
    expect(frames()).toEqual(['0', '2']);
  });

  it('takes up a job that was done meanwhile, and says how many frames it labelled', async () => {
    jobThere = jobWith({ state: 'done', stage: 'writing', revision: 9 });
    useProjectStore.setState({ job: { id: JOB_ID, kind: 'labels', removed: [] } });
    await resumeJob();
    await until(() => run().status === 'done');
    expect(run().progress).toMatchObject({ framesDone: 3, framesTotal: 3 });
    expect(useProjectStore.getState().taken).toEqual([JOB_ID]);
  });

  it('asks also where a job ended with labels that need a look while the project was closed', async () => {
    jobThere = jobWith({ state: 'done', stage: 'writing', kind: 'labels', revision: 9 });
    useProjectStore.setState({ job: { id: JOB_ID, kind: 'dataset', removed: [] } });
    await resumeJob();
    await until(() => run().status === 'asking');
    expect(run()).toMatchObject({ kind: 'dataset', saved: null });
    expect(frames()).toEqual(['0', '2', '4']);
  });

  it('holds an upload up, and makes no job before it goes on', async () => {
    const upload = { video: Promise.resolve(VIDEO), pause: vi.fn(), resume: vi.fn() };
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    vi.mocked(uploadVideo).mockReturnValue({ ...upload, video: arrived.then(() => VIDEO) });
    const done = startServerRun('labels');
    await until(() => vi.mocked(uploadVideo).mock.calls.length > 0);
    await pauseRun();
    expect(upload.pause).toHaveBeenCalledOnce();
    expect(run().status).toBe('paused');
    await resumeRun();
    expect(upload.resume).toHaveBeenCalledOnce();
    expect(run().status).toBe('running');
    await pauseRun();
    arrive();
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked()).toEqual([]);
    await resumeRun();
    await until(() => EventSourceDouble.made.length > 0);
    expect(run()).toMatchObject({ status: 'running', stage: 'queued' });
    EventSourceDouble.last?.send('changes', changesOf(DONE));
    await done;
  });

  it('looks up the job of a project although that of the one before was never answered', async () => {
    server.mockImplementationOnce(() => new Promise(() => undefined));
    useProjectStore.setState({ job: { id: VIDEO_ID, kind: 'labels', removed: [] } });
    void resumeJob();
    resetRuns();
    jobThere = jobWith({ state: 'done', stage: 'writing', revision: 9 });
    useProjectStore.setState({ job: { id: JOB_ID, kind: 'labels', removed: [] } });
    await resumeJob();
    await until(() => run().status === 'done');
    expect(useProjectStore.getState().taken).toEqual([JOB_ID]);
  });

  it('forgets a job that is gone', async () => {
    useProjectStore.setState({ job: { id: VIDEO_ID, kind: 'labels', removed: [] } });
    await resumeJob();
    expect(job()).toBeNull();
    expect(run().status).toBe('idle');
  });
});
