import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ForgeError } from '../../../core/errors.ts';
import { syntheticVideo } from '../../../core/export/testing/synthetic-frames.ts';
import { createProject } from '../../../core/project/create-project.ts';
import { doubtsOf } from '../../../core/review/doubts.ts';
import { frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';
import type { Track } from '../../../core/schema/project.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { pictureOf } from '../../video/testing/picture.ts';
import { EMPTY_VIDEO, useVideoStore } from '../../video/video-store.ts';
import { startLocalRun } from '../local/local-run.ts';
import { resetRuns } from '../run-control.ts';
import { useRunStore } from '../run-store.ts';
import { MODEL, resetDouble, useAsked } from '../testing/engine-double.ts';
import { setUpdateAround, useCorrection } from './correction-store.ts';
import { liveCorrection } from './live-correction.ts';

vi.mock('../../engine/engine-client.ts', async () => (await import('../testing/engine-double.ts')).engineClientDouble);

const FRAMES = 10;
const OLD = imageBox(1, 1, 9, 9);
const NEW = imageBox(2, 2, 9, 9);
const fetchModel = async () => MODEL;
const store = () => useProjectStore.getState();
const correction = () => useCorrection.getState();
const corrected = () => useAsked.getState().corrected;
const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 3000 });
const ended = (status: string) => until(() => correction().status === status);

const track = (id = 1): Track => {
  const found = store().project?.tracks.find((each) => each.id === id);
  if (!found) throw new Error(`there is no object ${id}`);
  return found;
};
/** Frames of an object that show what the correction found. */
const updated = (id = 1) =>
  Object.entries(track(id).shapes).flatMap(([key, { source, box }]) =>
    source === 'propagated' && box[0] === NEW[0] ? [Number(key)] : [],
  );
const set = (frame: number, id = 1) =>
  store().dispatch({
    type: 'shape.set',
    trackId: trackId(id),
    frame: frameIndex(frame),
    drawn: { kind: 'box', box: imageBox(20, 20, 9, 9) },
  });
const show = (rank: number) =>
  useVideoStore.setState({ shown: { rank: frameIndex(rank), timestamp: rank / 10, picture: pictureOf() } });

/** Holds the double before a frame, until the returned function is called. */
function holdBefore(frame: number): () => void {
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  useAsked.setState({ beforeFrame: (at) => (at === frame ? held : Promise.resolve()) });
  return go;
}

let unfollow: () => void;
beforeEach(async () => {
  resetDouble();
  setUpdateAround(true);
  const metadata = syntheticVideo({ frameCount: FRAMES });
  const timestamps = Array.from({ length: FRAMES }, (_, rank) => rank / 10);
  useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file: new File([], 'clip.mp4'), metadata, timestamps });
  store().start(createProject(metadata, { kind: 'every', n: 1 }));
  store().dispatch({ type: 'class.add', name: 'dog' });
  store().addObject(frameIndex(0), { kind: 'box', box: OLD });
  await startLocalRun('labels', fetchModel);
  expect(Object.keys(track().shapes)).toHaveLength(FRAMES);
  show(5);
  unfollow = liveCorrection.followEdits(fetchModel);
});
afterEach(() => {
  unfollow();
  resetRuns();
  useVideoStore.setState(EMPTY_VIDEO);
});

describe('a corrected label', () => {
  it('updates the frames around it by itself, outwards from it, and is done then', async () => {
    set(5);
    expect(correction()).toMatchObject({ status: 'waiting', around: 5, framesTotal: 8 });
    await ended('done');
    expect(corrected().map(({ around }) => around)).toEqual([5]);
    expect(corrected()[0]?.request.tracks[0]?.range).toEqual({ from: 1, to: 9 });
    expect(updated()).toEqual([1, 2, 3, 4, 6, 7, 8, 9]);
    expect(correction()).toMatchObject({ framesDone: 8, framesTotal: 8 });
    // The user's label has its mask now, and its own box.
    expect(track().shapes['5']).toMatchObject({ source: 'user', box: [20, 20, 9, 9] });
    expect(track().shapes['5']?.mask).toBeDefined();
    expect(store()).toMatchObject({ corrections: [], locked: false });
    expect(track().outdated).toBeUndefined();
  });

  it('is one step for undo, with all that followed it, and one for redo', async () => {
    const before = store().project;
    const steps = store().past.length;
    set(5);
    await ended('done');
    expect(store().past).toHaveLength(steps + 1);
    const after = store().project;
    store().undo();
    expect(store().project).toBe(before);
    expect(store().corrections).toEqual([]);
    store().redo();
    expect(store().project).toBe(after);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(corrected()).toHaveLength(1);
  });

  it('does not overwrite what the user verified or labels meanwhile, and leaves other edits free', async () => {
    const verify = (frame: number) =>
      store().dispatch({ type: 'shape.setVerified', trackId: trackId(1), frame: frameIndex(frame), verified: true });
    verify(3);
    const go = holdBefore(6);
    set(5);
    await until(() => correction().status === 'updating');
    verify(8);
    store().dispatch({ type: 'class.rename', id: store().project?.classes[0]?.id ?? track().classId, name: 'cat' });
    go();
    await ended('done');
    expect(corrected()).toHaveLength(1);
    expect(updated()).toEqual([1, 2, 4, 6, 7, 9]);
    expect(track().shapes['8']).toMatchObject({ box: OLD, verified: true });
    expect(store().project?.classes[0]?.name).toBe('cat');
  });

  it('of an object that no run has found waits for the user, and so does any before the first run', async () => {
    store().addObject(frameIndex(5), { kind: 'box', box: OLD });
    set(5, 2);
    expect(correction().status).toBe('idle');
    set(4);
    await ended('done');
    expect(corrected()[0]?.request.tracks.map(({ id }) => id)).toEqual([1]);
    expect(store().corrections).toEqual([{ trackId: 2, frame: 5 }]);
  });

  it('starts nothing where the user turned that off', async () => {
    setUpdateAround(false);
    set(5);
    expect(correction().status).toBe('idle');
    expect(store().corrections).toHaveLength(1);
    expect(track().outdated).toBeUndefined();
    await liveCorrection.start(fetchModel);
    expect(correction().status).toBe('done');
    expect(store().corrections).toEqual([]);
  });
});

describe('a correction in progress', () => {
  it('begins anew with another one, and drops what it finds later', async () => {
    const go = holdBefore(4);
    set(5);
    await until(() => updated().length === 1);
    set(6);
    go();
    await ended('done');
    expect(corrected()).toHaveLength(2);
    expect(corrected()[1]?.request.tracks[0]?.labels.map(({ frame }) => frame)).toEqual([0, 5, 6]);
    expect(updated()).toEqual([1, 2, 3, 4, 7, 8, 9]);
    expect(store().corrections).toEqual([]);
  });

  it('is stopped with what came, and marks the rest, which can be gone on with', async () => {
    const go = holdBefore(7);
    set(5);
    await until(() => updated().length === 2);
    const stopping = liveCorrection.stop();
    go();
    await stopping;
    expect(correction()).toMatchObject({ status: 'stopped', framesDone: 2, framesTotal: 8 });
    expect(updated()).toEqual([4, 6]);
    expect(track().shapes['7']?.box).toEqual(OLD);
    expect(track().outdated).toEqual([1, 2, 3, 7, 8, 9]);
    const doubts = doubtsOf(track(), 1).flatMap(({ frame, reasons }) =>
      reasons.flatMap((reason) => (reason.kind === 'outdated' ? [[frame, reason.frames]] : [])),
    );
    expect(doubts).toEqual([
      [1, 3],
      [7, 3],
    ]);
    expect(store().corrections).toEqual([{ trackId: 1, frame: 5 }]);
    useAsked.setState({ beforeFrame: () => Promise.resolve() });
    await liveCorrection.start(fetchModel);
    expect(correction().status).toBe('done');
    expect(updated()).toEqual([1, 2, 3, 4, 6, 7, 8, 9]);
    expect(track().outdated).toBeUndefined();
    store().undo();
    expect(updated()).toEqual([]);
  });

  it('is taken back by undo while it runs', async () => {
    const before = store().project;
    const go = holdBefore(4);
    set(5);
    await until(() => updated().length === 1);
    store().undo();
    go();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(store().project).toBe(before);
    expect(correction().status).toBe('idle');
    expect(corrected()).toHaveLength(1);
  });

  it('goes on after the undo of something else, from the start', async () => {
    const go = holdBefore(4);
    set(5);
    await until(() => updated().length === 1);
    store().dispatch({ type: 'shape.setOccluded', trackId: trackId(1), frame: frameIndex(8), occluded: true });
    go();
    await ended('done');
    // The state before the mark did not have all frames yet.
    store().undo();
    await ended('done');
    expect(corrected()).toHaveLength(2);
    expect(updated()).toHaveLength(8);
    expect(track().shapes['8']?.occluded).toBe(false);
  });

  it('ends where labels are cut away, which stay away', async () => {
    const go = holdBefore(4);
    set(5);
    await until(() => updated().length === 1);
    store().dispatch({ type: 'track.trim', trackId: trackId(1), frame: frameIndex(8), side: 'after' });
    go();
    await ended('stopped');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(Object.keys(track().shapes)).not.toContain('9');
    expect(updated()).toEqual([6]);
  });

  it('gives way to a run', async () => {
    const go = holdBefore(4);
    set(5);
    await until(() => updated().length === 1);
    const run = startLocalRun('corrections', fetchModel);
    go();
    await run;
    expect(useRunStore.getState().status).toBe('done');
    expect(store()).toMatchObject({ corrections: [], locked: false });
    expect(updated()).toEqual([]);
    expect(track().outdated).toBeUndefined();
  });

  it('says why it failed, and marks the rest', async () => {
    useAsked.setState({ failAfter: { results: 3, error: new ForgeError('model_run_failed') } });
    set(5);
    await ended('failed');
    expect(correction().error?.code).toBe('model_run_failed');
    expect(track().outdated?.length).toBe(8 - updated().length);
    expect(store().corrections).toHaveLength(1);
  });

  it('ends with the project', async () => {
    const go = holdBefore(4);
    set(5);
    await until(() => updated().length === 1);
    resetRuns();
    store().start(null);
    go();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(store().project).toBeNull();
    expect(correction().status).toBe('idle');
  });
});
