import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ForgeError } from '../../../core/errors.ts';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { createProject } from '../../../core/project/create-project.ts';
import { frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { storeSignedIn } from '../../api/renew-access.ts';
import { useRunStore } from '../run-store.ts';
import { uploadDataset } from '../../api/upload-dataset.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { chooseFrames } from '../dataset/dataset-choices.ts';
import { MODEL, resetDouble, useAsked } from '../testing/engine-double.ts';
import { saveToAccount, startLocalRun } from './local-run.ts';
import { cancelRun, pauseRun, resetRuns, resumeRun, retryRun } from '../run-control.ts';
import { useMeasuring, measurement } from './measuring.ts';

vi.mock('../../engine/engine-client.ts', async () => (await import('../testing/engine-double.ts')).engineClientDouble);
vi.mock('../../api/upload-dataset.ts', () => ({ uploadDataset: vi.fn() }));

const fetchModel = async () => MODEL;
const run = () => useRunStore.getState();
const requests = () => useAsked.getState().requests;
const targets = (at: number) => requests()[at]?.targets;
const draw = (frame: number, at = 1) =>
  useProjectStore.getState().addObject(frameIndex(frame), { kind: 'box', box: imageBox(at, at, 9, 9) });
const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true));

beforeEach(() => {
  resetDouble();
  storeSignedIn(false);
  vi.mocked(uploadDataset).mockReset();
  const metadata = syntheticVideo();
  const timestamps = Array.from({ length: 10 }, (_, rank) => rank / 10);
  useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file: new File([], 'clip.mp4'), metadata, timestamps });
  const { start, dispatch } = useProjectStore.getState();
  start(createProject(metadata, { kind: 'every', n: 2 }));
  dispatch({ type: 'class.add', name: 'dog' });
  draw(0);
});
afterEach(() => {
  resetRuns();
  useVideoStore.setState(EMPTY_VIDEO);
});

describe('making a dataset', () => {
  it('labels, writes, and saves nothing where the user is not signed in', async () => {
    await startLocalRun('dataset', fetchModel);
    expect(run()).toMatchObject({ status: 'done', finished: ['model', 'labelling', 'writing'] });
    expect(run().archive?.name).toBe('clip-yolo-detect.zip');
    expect(Object.keys(useAsked.getState().exported[0]?.tracks[0]?.shapes ?? {})).toEqual(['0', '2', '4', '6', '8']);
    expect(useProjectStore.getState()).toMatchObject({ locked: false, corrections: [] });
    expect(uploadDataset).not.toHaveBeenCalled();
  });

  it('labels only what is missing', async () => {
    await startLocalRun('dataset', fetchModel);
    await startLocalRun('dataset', fetchModel);
    expect(requests()).toHaveLength(1);
    expect(run()).toMatchObject({ status: 'done', finished: ['writing'] });
    useProjectStore.getState().dispatch({ type: 'project.setSampling', sampling: { kind: 'every', n: 1 } });
    await startLocalRun('dataset', fetchModel);
    expect(targets(1)).toEqual([1, 3, 5, 7, 9]);
    const drawn = { kind: 'box', box: imageBox(3, 3, 9, 9) } as const;
    useProjectStore.getState().dispatch({ type: 'shape.set', trackId: trackId(1), frame: frameIndex(6), drawn });
    await startLocalRun('dataset', fetchModel);
    expect(targets(2)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('does without the labelled frames that are left out, and labels anew what they led', async () => {
    const drawn = { kind: 'box', box: imageBox(3, 3, 9, 9) } as const;
    useProjectStore.getState().dispatch({ type: 'shape.set', trackId: trackId(1), frame: frameIndex(4), drawn });
    await startLocalRun('dataset', fetchModel);
    chooseFrames([frameIndex(4)], false);
    await startLocalRun('dataset', fetchModel);
    expect(targets(1)).toEqual([2, 6, 8]);
    expect(requests()[1]?.tracks[0]?.labels.map(({ frame }) => frame)).toEqual([0]);
    expect(Object.keys(useAsked.getState().exported[1]?.tracks[0]?.shapes ?? {})).toEqual(['0', '2', '6', '8']);
    // The user's own label is still there.
    expect(useProjectStore.getState().project?.tracks[0]?.shapes['4']?.source).toBe('user');
    await startLocalRun('dataset', fetchModel);
    expect(requests()).toHaveLength(2);
    chooseFrames([frameIndex(4)], true);
    await startLocalRun('dataset', fetchModel);
    expect(targets(2)).toEqual([2, 4, 6, 8]);
  });

  it('is saved where the user is signed in, and can be saved later', async () => {
    const saved = { id: 'd1', name: 'clip.mp4' } as unknown as Awaited<ReturnType<typeof uploadDataset>>;
    vi.mocked(uploadDataset).mockRejectedValueOnce(new ForgeError('server_unreachable'));
    vi.mocked(uploadDataset).mockResolvedValue(saved);
    storeSignedIn(true);
    await startLocalRun('dataset', fetchModel);
    expect(run()).toMatchObject({ status: 'failed', stage: 'saving', error: { code: 'server_unreachable' } });
    expect(run().archive).not.toBeNull();
    await retryRun(fetchModel);
    expect(run()).toMatchObject({ status: 'done', saved });
    expect(useAsked.getState().exported).toHaveLength(1);
    expect(requests()).toHaveLength(1);
  });

  it('can be saved after it was made, by signing in then', async () => {
    await startLocalRun('dataset', fetchModel);
    storeSignedIn(true);
    await saveToAccount();
    expect(uploadDataset).toHaveBeenCalledOnce();
    expect(run()).toMatchObject({ status: 'done', finished: ['model', 'labelling', 'writing', 'saving'] });
  });
});

describe('what fails or is stopped', () => {
  it('goes on with writing when that failed', async () => {
    useAsked.setState({ failExport: new ForgeError('file_write_failed') });
    await startLocalRun('dataset', fetchModel);
    expect(run()).toMatchObject({ status: 'failed', stage: 'writing', archive: null });
    await retryRun(fetchModel);
    expect(run().status).toBe('done');
    expect(requests()).toHaveLength(1);
  });

  it('goes on behind the last labelled frame', async () => {
    useAsked.setState({ failAfter: { results: 3, error: new ForgeError('model_run_failed') } });
    await startLocalRun('labels', fetchModel);
    expect(run()).toMatchObject({ status: 'failed', stage: 'labelling' });
    expect(Object.keys(useProjectStore.getState().project?.tracks[0]?.shapes ?? {})).toEqual(['0', '2', '4']);
    expect(useProjectStore.getState()).toMatchObject({ locked: false });
    expect(useProjectStore.getState().corrections).toHaveLength(1);
    // Another way to the same labels continues there, too.
    await startLocalRun('dataset', fetchModel);
    expect(requests()[1]).toEqual(requests()[0]);
    expect(useAsked.getState().resumed).toEqual([0, 3]);
    expect(run().progress).toMatchObject({ framesDone: 5, framesTotal: 5 });
    expect(useProjectStore.getState().corrections).toEqual([]);
  });

  it('begins anew when the labels were changed since', async () => {
    useAsked.setState({ failAfter: { results: 3, error: new ForgeError('model_run_failed') } });
    await startLocalRun('labels', fetchModel);
    draw(0, 20);
    await startLocalRun('labels', fetchModel);
    expect(targets(1)).toEqual([0, 2, 4, 6, 8]);
    expect(useAsked.getState().resumed).toEqual([0, 0]);
  });

  it('stands still while it is paused, and stops from there', async () => {
    const done = startLocalRun('dataset', fetchModel);
    await pauseRun();
    await until(() => run().progress !== null);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(run()).toMatchObject({ status: 'paused', progress: { framesDone: 1 } });
    await resumeRun();
    await done;
    expect(run()).toMatchObject({ status: 'done', progress: { framesDone: 5 } });

    useProjectStore.getState().dispatch({ type: 'project.setSampling', sampling: { kind: 'every', n: 1 } });
    const stopped = startLocalRun('dataset', fetchModel);
    await pauseRun();
    await until(() => run().progress !== null);
    await cancelRun();
    await stopped;
    expect(run()).toMatchObject({ status: 'stopped', progress: { framesDone: 1 } });
    expect(useProjectStore.getState().locked).toBe(false);
  });

  it('says nothing any more when another video was opened', async () => {
    const done = startLocalRun('dataset', fetchModel);
    await pauseRun();
    await until(() => run().progress !== null);
    resetRuns();
    useProjectStore.getState().start(createProject(syntheticVideo(), { kind: 'every', n: 1 }));
    await done;
    expect(run().status).toBe('idle');
    expect(useProjectStore.getState().project?.tracks).toEqual([]);
  });

  it('has a sentence where nothing is labelled', async () => {
    useProjectStore.getState().dispatch({ type: 'track.remove', trackId: trackId(1) });
    await startLocalRun('labels', fetchModel);
    expect(run()).toMatchObject({ status: 'failed', error: { code: 'prompts_invalid' } });
  });
});

describe('measuring', () => {
  it('is done once, before or beside a run', async () => {
    measurement.start(fetchModel);
    await startLocalRun('labels', fetchModel);
    expect(run().status).toBe('done');
    await until(() => useMeasuring.getState().status !== 'loading');
    measurement.start(fetchModel);
    await until(() => useMeasuring.getState().status === 'measured');
    measurement.start(fetchModel);
    expect(useAsked.getState().measured).toBe(1);
  });

  it('may fail', async () => {
    measurement.start(() => Promise.reject(new ForgeError('model_unavailable')));
    await until(() => useMeasuring.getState().status === 'failed');
    await startLocalRun('dataset', fetchModel);
    expect(run().status).toBe('done');
  });
});
