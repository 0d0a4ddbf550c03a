import { describe, expect, it } from 'vitest';
import { syntheticProject } from '../../export/testing/synthetic-project.ts';
import { classId, frameIndex, imageBox, trackId } from '../../schema/brands.ts';
import type { Project } from '../../schema/project.ts';
import { applyCommand } from './apply-command.ts';
import type { EditCommand } from './command.ts';
import { describeRun, describeEdit } from './edit-step.ts';

/** A dog on all of 20 frames and a cat on some; the user drew both on their first frame only. */
const project = syntheticProject({ frameCount: 20 });
const [dog, cat] = project.tracks;
const step = (command: EditCommand, before = project) =>
  describeEdit(before, applyCommand(before, command).project, command);
const visible = (track: Project['tracks'][number] | undefined) =>
  Object.values(track?.shapes ?? {}).filter(({ outside }) => !outside).length;
const one = trackId(1);
const frame = frameIndex(0);

describe('the name of a step', () => {
  it('says what an edit was done to, by the names before it', () => {
    expect(step({ type: 'class.add', name: ' bird ' })).toMatchObject({ type: 'class.add', name: 'bird' });
    expect(step({ type: 'class.rename', id: classId(7), name: 'wolf ' })).toMatchObject({ name: 'dog', into: 'wolf' });
    expect(step({ type: 'class.merge', from: classId(7), into: classId(3) })).toMatchObject({
      name: 'dog',
      into: 'cat',
    });
    expect(step({ type: 'track.setClass', trackId: one, classId: classId(3) })).toMatchObject({
      name: 'dog 1',
      into: 'cat',
    });
    const drawn = { kind: 'box', box: imageBox(1, 1, 9, 9) } as const;
    expect(step({ type: 'track.add', classId: classId(3), frame, drawn })).toMatchObject({ name: 'cat 3', frame: 0 });
    expect(step({ type: 'shape.setVerified', trackId: one, frame, verified: true })).toMatchObject({
      name: 'dog 1',
      frame: 0,
    });
  });

  it('counts what an object that goes takes along, whichever edit it was', () => {
    const gone = { objects: 1, name: 'dog 1', frames: visible(dog) };
    expect(gone.frames).toBe(20);
    expect(step({ type: 'track.remove', trackId: one }).gone).toEqual(gone);
    // The user's only label: all labels propagated from it are removed, too.
    expect(step({ type: 'shape.clear', trackId: one, frame }).gone).toEqual(gone);
    expect(step({ type: 'class.remove', id: classId(3) }).gone).toMatchObject({ name: 'cat 2', frames: visible(cat) });
    expect(step({ type: 'frame.clear', frame }).gone?.objects).toBeGreaterThan(0);
    expect(step({ type: 'track.trim', trackId: one, frame: frameIndex(15), side: 'after' }).gone).toEqual({
      ...gone,
      frames: 5,
    });
  });

  it('has nothing gone where the object stays, or goes on in another one', () => {
    expect(step({ type: 'shape.clear', trackId: one, frame: frameIndex(3) }).gone).toBeNull();
    expect(step({ type: 'track.split', trackId: one, frame: frameIndex(3) }).gone).toBeNull();
    expect(step({ type: 'track.merge', from: one, into: trackId(2) }).gone).toBeNull();
  });

  it('counts the objects and frames that a run changed', () => {
    if (!dog || !cat) throw new Error('no objects');
    const shapes = Object.fromEntries(Object.entries(dog.shapes).filter(([key]) => Number(key) < 12));
    const before: Project = { ...project, tracks: [{ ...dog, shapes, lost: [] }, cat] };
    const after: Project = { ...project, tracks: [{ ...dog, lost: [frameIndex(5)] }, cat] };
    expect(describeRun(before, after)).toMatchObject({ type: 'run', count: 1, frames: 9 });
    expect(describeRun(project, project)).toMatchObject({ count: 0, frames: 0 });
  });
});
