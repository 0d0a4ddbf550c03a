import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { createProject } from '../../../core/project/create-project.ts';
import { frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { pictureOf } from '../../video/testing/picture.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { MODEL, resetDouble, useAsked } from '../testing/engine-double.ts';
import { startLocalRun } from './local-run.ts';
import { resetRuns } from '../run-control.ts';
import { warmUpOnEdits } from './warm-up.ts';

vi.mock('../../engine/engine-client.ts', async () => (await import('../testing/engine-double.ts')).engineClientDouble);

const store = useProjectStore.getState;
const asked = useAsked.getState;
const show = (rank: number) => {
  useVideoStore.setState({ shown: { rank: frameIndex(rank), timestamp: rank / 10, picture: pictureOf() } });
};
const draw = (frame: number) => store().addObject(frameIndex(frame), { kind: 'box', box: imageBox(1, 1, 9, 9) });
const settle = () => new Promise((resolve) => setTimeout(resolve));
let stop = () => {};

beforeEach(() => {
  resetDouble();
  const metadata = syntheticVideo();
  const timestamps = Array.from({ length: 10 }, (_, rank) => rank / 10);
  useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file: new File([], 'clip.mp4'), metadata, timestamps });
  show(0);
  store().start(createProject(metadata, { kind: 'every', n: 2 }));
  stop = warmUpOnEdits(async () => MODEL);
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  resetRuns();
  useVideoStore.setState(EMPTY_VIDEO);
});

describe('what Propagate needs is readied', () => {
  it('from the first class on, and the frame in view as soon as something is drawn on it', async () => {
    await settle();
    expect(asked().loaded).toBe(0);
    store().dispatch({ type: 'class.add', name: 'dog' });
    await settle();
    expect(asked()).toMatchObject({ loaded: 1, encodedAhead: [] });
    draw(0);
    await settle();
    expect(asked().encodedAhead).toEqual([0]);
    show(4);
    const drawn = { kind: 'box', box: imageBox(3, 3, 9, 9) } as const;
    store().dispatch({ type: 'shape.set', trackId: trackId(1), frame: frameIndex(4), drawn });
    await settle();
    expect(asked().encodedAhead).toEqual([0, 4]);
  });

  it('also for what is drawn before there is a class', async () => {
    draw(0);
    await settle();
    expect(asked()).toMatchObject({ loaded: 1, encodedAhead: [0] });
  });

  it('not for looking at a project, for other edits, nor for frames that are not in view', async () => {
    store().dispatch({ type: 'class.add', name: 'dog' });
    draw(0);
    await settle();
    const labelled = store().project;
    resetDouble();
    store().start(labelled);
    show(2);
    show(0);
    store().dispatch({ type: 'project.setSampling', sampling: { kind: 'every', n: 3 } });
    store().select(trackId(1));
    const drawn = { kind: 'box', box: imageBox(3, 3, 9, 9) } as const;
    store().dispatch({ type: 'shape.set', trackId: trackId(1), frame: frameIndex(6), drawn });
    await settle();
    expect(asked()).toMatchObject({ loaded: 0, encodedAhead: [] });
  });

  it('not for the labels that a run brings', async () => {
    store().dispatch({ type: 'class.add', name: 'dog' });
    draw(0);
    await settle();
    resetDouble();
    await startLocalRun('labels', async () => MODEL);
    await settle();
    // The run itself loads the model.
    expect(asked()).toMatchObject({ loaded: 1, encodedAhead: [] });
  });

  it('not where the browser is asked to save data', async () => {
    vi.stubGlobal('navigator', { connection: { saveData: true } });
    store().dispatch({ type: 'class.add', name: 'dog' });
    draw(0);
    await settle();
    expect(asked()).toMatchObject({ loaded: 0, encodedAhead: [] });
  });

  it("and what fails then is in nobody's way", async () => {
    stop();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    stop = warmUpOnEdits(() => Promise.reject(new Error('The server is away.')));
    store().dispatch({ type: 'class.add', name: 'dog' });
    await settle();
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
    await startLocalRun('labels', async () => MODEL);
    expect(store().locked).toBe(false);
  });
});
