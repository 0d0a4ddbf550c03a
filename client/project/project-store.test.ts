import { beforeEach, describe, expect, it } from 'vitest';
import { syntheticVideo } from '../../core/export/testing/synthetic-frames.ts';
import { createProject } from '../../core/project/create-project.ts';
import { frameIndex, imageBox, type FrameIndex, type TrackId } from '../../core/schema/brands.ts';
import { setBox, useProjectStore } from './project-store.ts';

const state = () => useProjectStore.getState();
const frame = frameIndex(3);
const box = imageBox(5, 5, 20, 20);
const drawn = { kind: 'box', box } as const;
const addClass = (name: string) => state().dispatch({ type: 'class.add', name });
const clear = (trackId: TrackId, on: FrameIndex) => state().dispatch({ type: 'shape.clear', trackId, frame: on });

function firstTrack(): TrackId {
  const id = state().project?.tracks[0]?.id;
  if (id === undefined) throw new Error('no track');
  return id;
}

describe('the project while it is edited', () => {
  beforeEach(() => state().start(createProject(syntheticVideo(), { kind: 'every', n: 1 })));

  it('gives every new box an object of its own, of the active class', () => {
    addClass('dog');
    state().addObject(frame, drawn);
    state().addObject(frame, drawn);
    expect(state().project?.tracks.map(({ id }) => id)).toEqual([1, 2]);
    expect(state().project?.labelledFrames).toEqual([3]);
    expect(state().selectedTrackId).toBe(2);
  });

  it('keeps a box that is drawn before there is a class, and gives it the first one', () => {
    state().addObject(frame, drawn);
    expect(state().project?.tracks).toEqual([]);
    expect(state().drafts).toHaveLength(1);
    addClass('dog');
    expect(state().drafts).toEqual([]);
    expect(state().project?.tracks[0]?.shapes['3']?.box).toEqual(box);
  });

  it('takes back and does again', () => {
    addClass('dog');
    state().addObject(frame, drawn);
    state().undo();
    expect(state().project?.tracks).toEqual([]);
    expect(state().selectedTrackId).toBeNull();
    state().redo();
    expect(state().project?.tracks).toHaveLength(1);
    state().undo();
    state().undo();
    expect(state().project?.classes).toEqual([]);
  });

  it('merges quick changes of one box into one step', () => {
    addClass('dog');
    state().addObject(frame, drawn);
    const before = state().past.length;
    for (let x = 6; x < 12; x += 1) setBox(firstTrack(), frame, imageBox(x, 5, 20, 20));
    expect(state().past.length).toBe(before + 1);
    state().undo();
    expect(state().project?.tracks[0]?.shapes['3']?.box).toEqual(box);
  });

  it('removes an object with its last label, and says "not here" on a propagated frame', () => {
    addClass('dog');
    state().addObject(frame, drawn);
    const id = firstTrack();
    const { project } = state();
    if (!project) throw new Error('no project');
    const propagated = { box, source: 'propagated' as const, confidence: 0.9, outside: false, occluded: false };
    const tracks = project.tracks.map((track) => ({ ...track, shapes: { ...track.shapes, 4: propagated } }));
    state().showRun({ ...project, tracks });
    clear(id, frameIndex(4));
    expect(state().project?.tracks[0]?.shapes['4']).toMatchObject({ outside: true, source: 'user' });
    clear(id, frame);
    expect(state().project?.tracks).toEqual([]);
    expect(state().project?.labelledFrames).toEqual([]);
    expect(state().corrections).toEqual([]);
  });

  it('removes a class with its objects', () => {
    addClass('dog');
    addClass('cat');
    state().addObject(frame, drawn);
    const cat = state().project?.classes[1];
    if (!cat) throw new Error('no class');
    state().dispatch({ type: 'class.remove', id: cat.id });
    expect(state().project?.tracks).toEqual([]);
    expect(state().activeClassId).toBe(state().project?.classes[0]?.id);
  });

  it('remembers what was corrected until a run has taken it in', () => {
    addClass('dog');
    state().addObject(frame, drawn);
    const { corrections } = state();
    expect(corrections).toEqual([{ trackId: 1, frame: 3 }]);
    state().beginRun();
    state().endRun([]);
    expect(state().corrections).toEqual(corrections);
    state().beginRun();
    state().endRun(corrections);
    expect(state().corrections).toEqual([]);
  });

  it('refuses changes during a run, and takes the run back as one step', () => {
    addClass('dog');
    state().addObject(frame, drawn);
    state().beginRun();
    state().addObject(frame, drawn);
    state().undo();
    expect(state().project?.tracks).toHaveLength(1);
    const { project } = state();
    if (project) state().showRun({ ...project, name: 'after the run' });
    state().endRun([]);
    state().undo();
    expect(state().project?.name).toBe('clip.mp4');
    expect(state().project?.tracks).toHaveLength(1);
  });

  it('names the step that was taken last, and a run by what it made', () => {
    addClass('dog');
    expect(state().last).toMatchObject({ how: 'done', step: { type: 'class.add', name: 'dog' } });
    state().addObject(frame, drawn);
    state().beginRun();
    expect(state().last).toBeNull();
    const { project } = state();
    if (!project) throw new Error('no project');
    const found = { box, source: 'propagated' as const, confidence: 0.9, outside: false, occluded: false };
    const tracks = project.tracks.map((track) => ({ ...track, shapes: { ...track.shapes, 4: found, 5: found } }));
    state().showRun({ ...project, tracks });
    state().endRun([]);
    // A run on the server reports its end twice.
    state().endRun([]);
    state().undo();
    const run = { type: 'run', count: 1, frames: 2 };
    expect(state().last).toMatchObject({ how: 'undone', step: run });
    state().redo();
    expect(state().last).toMatchObject({ how: 'redone', step: run });
    state().undo();
    state().undo();
    expect(state().last).toMatchObject({ how: 'undone', step: { type: 'track.add', name: 'dog 1', frame: 3 } });
  });

  it('has no step of a run that made nothing', () => {
    addClass('dog');
    state().addObject(frame, drawn);
    const steps = state().past.length;
    state().beginRun();
    state().endRun([]);
    expect(state().past).toHaveLength(steps);
    state().undo();
    expect(state().project?.tracks).toEqual([]);
  });
});
