import { describe, expect, it } from 'vitest';
import { syntheticVideo } from '../export/testing/synthetic-frames.ts';
import { classId, frameIndex, imageBox, trackId } from '../schema/brands.ts';
import type { Project, Shape } from '../schema/project.ts';
import { applyCommand } from './commands/apply-command.ts';
import type { EditCommand } from './commands/command.ts';
import { createProject } from './create-project.ts';
import { mergeResult, settledCorrections } from './merge-result.ts';
import { labelsRemovedBy } from './removed-labels.ts';

const mask = { width: 64, height: 48, counts: [0, 10, 64 * 48 - 10] };
const edited = (project: Project, ...commands: EditCommand[]) =>
  commands.reduce((before, command) => applyCommand(before, command).project, project);
const box = (frame: number, at: number): EditCommand => ({
  type: 'shape.set',
  trackId: trackId(1),
  frame: frameIndex(frame),
  drawn: { kind: 'box', box: imageBox(at, at, 9, 9) },
});
const add = (frame: number): EditCommand => ({
  type: 'track.add',
  classId: classId(1),
  frame: frameIndex(frame),
  drawn: { kind: 'box', box: imageBox(1, 1, 9, 9) },
});

/** The project as sent: one object, drawn on frame 0. */
const SENT = edited(
  createProject(syntheticVideo(), { kind: 'every', n: 1 }),
  { type: 'class.add', name: 'dog' },
  add(0),
);
const found = (at: number, change: Partial<Shape> = {}): Shape => ({
  box: imageBox(at, at, 9, 9),
  mask,
  source: 'propagated',
  confidence: 0.8,
  outside: false,
  occluded: false,
  ...change,
});
const ENGINE = { modelId: 'm', fileHashes: {}, backend: 'cpu', precision: 'fp32', engineVersion: '1' } as const;

/** Its result: found on frames 1, 2 and 4, lost on 3, and a mask for the box on frame 0. */
const RESULT: Project = {
  ...SENT,
  engine: ENGINE,
  tracks: SENT.tracks.map((track) => {
    const [first] = Object.values(track.shapes);
    const shapes = { ...(first ? { 0: { ...first, mask } } : {}), 1: found(1), 2: found(2), 4: found(4) };
    return { ...track, shapes, lost: [frameIndex(3)] };
  }),
};
const shapesOf = (project: Project) => project.tracks[0]?.shapes ?? {};

describe('the result of a run elsewhere', () => {
  it('is all taken where nothing was changed meanwhile', () => {
    expect(mergeResult(SENT, RESULT)).toEqual(RESULT);
  });

  it('takes what came before it as often as it comes', () => {
    expect(mergeResult(mergeResult(SENT, RESULT), RESULT)).toEqual(RESULT);
  });

  it('keeps the labels that the user drew, verified and marked meanwhile', () => {
    const verify: EditCommand = {
      type: 'shape.setVerified',
      trackId: trackId(1),
      frame: frameIndex(1),
      verified: true,
    };
    const current = edited(mergeResult(SENT, RESULT), box(2, 20), box(3, 30), verify);
    const other = { ...RESULT, tracks: RESULT.tracks.map((t) => ({ ...t, shapes: { ...t.shapes, 1: found(7) } })) };
    const merged = mergeResult(current, other);
    expect(shapesOf(merged)['1']).toEqual(shapesOf(current)['1']);
    expect(shapesOf(merged)['2']).toMatchObject({ source: 'user', box: [20, 20, 9, 9] });
    expect(shapesOf(merged)['3']).toMatchObject({ source: 'user', box: [30, 30, 9, 9] });
    expect(shapesOf(merged)['4']).toEqual(found(4));
  });

  it('gives no mask to a box that was moved meanwhile', () => {
    const merged = mergeResult(edited(SENT, box(0, 5)), RESULT);
    expect(shapesOf(merged)['0']).toMatchObject({ source: 'user', box: [5, 5, 9, 9] });
    expect(shapesOf(merged)['0']?.mask).toBeUndefined();
  });

  it('says how far the mask of the run fills a box that is still the same', () => {
    const [track] = RESULT.tracks;
    const drawn = shapesOf(RESULT)['0'];
    if (!track || !drawn) throw new Error('nothing was sent');
    const { mask: _, ...boxOnly } = drawn;
    const resultWith = (shape: Shape): Project => ({
      ...RESULT,
      tracks: [{ ...track, shapes: { ...track.shapes, 0: shape } }],
    });
    const merged = mergeResult(SENT, resultWith({ ...drawn, fill: 0.74 }));
    expect(shapesOf(merged)['0']).toMatchObject({ mask, fill: 0.74 });
    expect(shapesOf(mergeResult(merged, resultWith({ ...boxOnly, fill: 0 })))['0']).toEqual({ ...boxOnly, fill: 0 });
    // A run that did not come to the frame says nothing of the label.
    expect(shapesOf(mergeResult(merged, resultWith(boxOnly)))['0']).toMatchObject({ mask, fill: 0.74 });
    expect(
      shapesOf(mergeResult(edited(SENT, box(0, 5)), resultWith({ ...drawn, fill: 0.74 })))['0']?.fill,
    ).toBeUndefined();
  });

  it('brings back no object that was removed, and leaves new ones alone', () => {
    const current = edited(SENT, add(2), { type: 'track.remove', trackId: trackId(1) });
    const merged = mergeResult(current, RESULT);
    expect(merged.tracks).toEqual(current.tracks);
  });

  it.each<[string, EditCommand, string[]]>([
    ['from a frame on', { type: 'track.trim', trackId: trackId(1), frame: frameIndex(2), side: 'after' }, ['0', '1']],
    ['by a new object', { type: 'track.split', trackId: trackId(1), frame: frameIndex(2) }, ['0', '1']],
    ['on one frame', { type: 'shape.clear', trackId: trackId(1), frame: frameIndex(2) }, ['0', '1', '4']],
    ['of a whole frame', { type: 'frame.clear', frame: frameIndex(2) }, ['0', '1', '4']],
  ])('brings back no label that the user removed: %s', (_what, command, left) => {
    const came = edited(mergeResult(SENT, RESULT), box(2, 20), box(4, 20));
    const current = edited(came, command);
    const merged = mergeResult(current, RESULT, labelsRemovedBy(came, command));
    expect(Object.keys(shapesOf(merged))).toEqual(left);
    expect(merged.tracks[0]?.lost).toEqual(left.includes('4') ? [frameIndex(3)] : []);
  });

  it('settles the corrections that it knew, and no others', () => {
    const known = { trackId: trackId(1), frame: frameIndex(0) };
    const newer = { trackId: trackId(1), frame: frameIndex(2) };
    expect(settledCorrections(edited(SENT, box(2, 20)), RESULT, [known, newer])).toEqual([known]);
    expect(settledCorrections(edited(SENT, box(0, 5)), RESULT, [known])).toEqual([]);
  });

  it('keeps the choice of margins that the user made meanwhile, and leaves its corrections open', () => {
    const command = { type: 'track.setKeepMargins', trackId: trackId(1), keepMargins: true } as const;
    const { project: current, corrections } = applyCommand(SENT, command);
    expect(mergeResult(current, RESULT).tracks[0]?.keepMargins).toBe(true);
    expect(settledCorrections(current, RESULT, corrections)).toEqual([]);
    expect(settledCorrections(current, edited(RESULT, command), corrections)).toEqual(corrections);
  });
});
