import { describe, expect, it } from 'vitest';
import { syntheticVideo } from '../../core/export/testing/synthetic-frames.ts';
import { applyCommand } from '../../core/project/commands/apply-command.ts';
import { createProject } from '../../core/project/create-project.ts';
import { describeRun } from '../../core/project/commands/edit-step.ts';
import { classId, frameIndex, imageBox } from '../../core/schema/brands.ts';
import { bytesBetween, withStep, type Snapshot } from './edit-history.ts';

const empty = createProject(syntheticVideo(), { kind: 'every', n: 1 });
const stepOf = (bytes: number): Snapshot => ({
  project: empty,
  corrections: [],
  removed: [],
  bytes,
  step: describeRun(empty, empty),
});

describe('the steps that can be taken back', () => {
  it('are so many at most, the newest of them', () => {
    let past: readonly Snapshot[] = [];
    for (let at = 0; at < 7; at += 1) past = withStep(past, stepOf(at), { steps: 5, bytes: 1e9 });
    expect(past.map(({ bytes }) => bytes)).toEqual([2, 3, 4, 5, 6]);
  });

  it('take so much memory at most, but the newest stays whatever it takes', () => {
    const limits = { steps: 100, bytes: 10 };
    const past = withStep([stepOf(4), stepOf(4)], stepOf(4), limits);
    expect(past).toHaveLength(2);
    expect(withStep(past, stepOf(50), limits).map(({ bytes }) => bytes)).toEqual([50]);
  });

  it('cost what they changed', () => {
    const classed = applyCommand(empty, { type: 'class.add', name: 'dog' }).project;
    const add = (project: typeof empty, frame: number) =>
      applyCommand(project, {
        type: 'track.add',
        classId: classId(1),
        frame: frameIndex(frame),
        drawn: { kind: 'box', box: imageBox(1, 1, 5, 5) },
      }).project;
    const one = add(classed, 0);
    const two = add(one, 1);
    expect(bytesBetween(classed, one)).toBeGreaterThan(0);
    expect(bytesBetween(one, two)).toBe(bytesBetween(classed, one));
    expect(bytesBetween(two, two)).toBe(0);
  });
});
