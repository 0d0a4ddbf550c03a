import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameIndex, imageBox, trackId } from '../schema/brands.ts';
import { anchorFrames, isInSweep, planTracks, sweepFrames } from './plan.ts';
import type { UserLabel } from './types.ts';

const label = (frame: number, outside = false): UserLabel => ({
  frame: frameIndex(frame),
  box: imageBox(0, 0, 8, 8),
  ...(outside ? { outside } : {}),
});
const framesArb = fc
  .uniqueArray(fc.nat(40), { minLength: 1, maxLength: 30 })
  .map((all) => all.sort((a, b) => a - b).map(frameIndex));
const labelsArb = fc
  .uniqueArray(fc.record({ frame: fc.nat(40), outside: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
    selector: (each) => each.frame,
  })
  .map((all) => all.map(({ frame, outside }) => label(frame, outside)));

describe('the plan', () => {
  it('gives every wanted frame one task, unless nothing at all is known of it', () => {
    fc.assert(
      fc.property(framesArb, labelsArb, (targets, labels) => {
        const [plan] = planTracks({ tracks: [{ id: trackId(1), labels }], targets });
        if (!plan) throw new Error('no plan');
        for (const frame of [...targets, ...labels.map((each) => each.frame)]) expect(plan.tasks.has(frame)).toBe(true);
        for (const [frame, task] of plan.tasks) {
          const own = labels.find((each) => each.frame === frame);
          if (own) expect(task.kind).toBe(own.outside ? 'outside' : 'label');
          if (task.kind !== 'carry') continue;
          const from = labels.find((each) => each.frame === task.from);
          expect(from?.outside ?? false).toBe(false);
          const enclosing = [
            labels.filter((each) => each.frame < frame).sort((a, b) => b.frame - a.frame)[0],
            labels.filter((each) => each.frame > frame).sort((a, b) => a.frame - b.frame)[0],
          ];
          expect(enclosing).toContain(from);
          // The other label is nearer only where nothing is propagated from it, because it is an "outside"
          // label.
          for (const each of enclosing)
            if (each && Math.abs(each.frame - frame) < Math.abs(task.from - frame)) expect(each.outside).toBe(true);
        }
      }),
    );
  });

  it('visits a frame forwards, backwards or, where both meet, in both sweeps', () => {
    fc.assert(
      fc.property(framesArb, labelsArb, (targets, labels) => {
        const plans = planTracks({ tracks: [{ id: trackId(1), labels }], targets });
        const forwards = sweepFrames(plans, 'forwards');
        const backwards = sweepFrames(plans, 'backwards');
        expect(forwards).toEqual([...forwards].sort((a, b) => a - b));
        expect(backwards).toEqual([...backwards].sort((a, b) => b - a));
        for (const [frame, task] of plans[0]?.tasks ?? []) {
          const visits = Number(isInSweep(frame, task, 'forwards')) + Number(isInSweep(frame, task, 'backwards'));
          expect(visits).toBe(task.kind === 'blend' ? 2 : task.kind === 'carry' ? 1 : 0);
        }
      }),
    );
  });

  it('blends around the middle of a gap only', () => {
    const targets = Array.from({ length: 11 }, (_, frame) => frameIndex(frame));
    const [plan] = planTracks({ tracks: [{ id: trackId(1), labels: [label(0), label(10)] }], targets });
    const kinds = targets.map((frame) => plan?.tasks.get(frame)?.kind);
    expect(kinds).toEqual([
      'label',
      ...Array<string>(4).fill('carry'),
      'blend',
      'blend',
      ...Array<string>(3).fill('carry'),
      'label',
    ]);
  });

  it('needs the labels just outside the range of a correction as memory, and no others', () => {
    const labels = [0, 10, 15, 20, 30].map((frame) => label(frame));
    const range = { from: frameIndex(11), to: frameIndex(19) };
    const targets = Array.from({ length: 31 }, (_, frame) => frameIndex(frame));
    const [plan] = planTracks({ tracks: [{ id: trackId(1), labels, range }], targets });
    if (!plan) throw new Error('no plan');
    expect(anchorFrames(plan)).toEqual([10, 15, 20]);
    expect([...plan.tasks.keys()]).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });
});
