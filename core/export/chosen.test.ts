import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMarkedAbsent } from '../project/user-labels.ts';
import { presences } from '../review/presence.ts';
import { label, tracks } from '../review/testing/tracks.ts';
import { frameIndex, imageBox, trackId } from '../schema/brands.ts';
import { datasetSpecSchema } from '../schema/dataset-spec.ts';
import type { Project, Shape } from '../schema/project.ts';
import { chooseFrames, planExport } from './plan.ts';
import { ranks } from './testing/synthetic-frames.ts';
import { syntheticProject } from './testing/synthetic-project.ts';

const FRAMES = 30;
const times = Array.from({ length: FRAMES }, (_, rank) => rank / 10);
const spec = (changes = {}) => datasetSpecSchema.parse({ name: 'A', format: 'yolo-detect', ...changes });
const usual = spec();

/** Projects with tracks of all kinds, each with at least one label of the user. */
const projects: fc.Arbitrary<Project> = fc.array(tracks, { minLength: 1, maxLength: 3 }).map((list) => ({
  ...syntheticProject({ frameCount: FRAMES, width: 200, height: 120 }),
  tracks: list.map((track, at) => ({ ...track, id: trackId(at + 1) })),
}));

describe('what is left out of a dataset', () => {
  it('is every frame on which an object is unknown, the labelled ones too, if nothing else is said', () => {
    fc.assert(
      fc.property(projects, (project) => {
        const { kept, lost } = chooseFrames(project, usual, times);
        const unknown = new Set(
          project.tracks.flatMap((track) => {
            const known = presences(track, project.video);
            const isGone = isMarkedAbsent(track);
            // What nobody asked about is unknown as well, but for what the user said.
            return ranks(FRAMES).filter(
              (rank) => (known.get(rank) ?? (isGone(rank) ? 'absent' : 'unknown')) === 'unknown',
            );
          }),
        );
        expect(kept.filter((rank) => unknown.has(rank))).toEqual([]);
        expect(lost.every((rank) => unknown.has(rank))).toBe(true);
      }),
    );
  });

  it('is counted: each frame that could be in it is kept or left out, once', () => {
    fc.assert(
      fc.property(projects, fc.boolean(), fc.boolean(), (project, skipLostFrames, skipDoubtfulFrames) => {
        const all = chooseFrames(project, spec({ skipLostFrames: false }), times);
        expect([...all.lost, ...all.doubtful]).toEqual([]);
        const { kept, lost, doubtful } = chooseFrames(project, spec({ skipLostFrames, skipDoubtfulFrames }), times);
        expect([...kept, ...lost, ...doubtful].sort((a, b) => a - b)).toEqual(all.kept);
        if (!skipLostFrames) expect(lost).toEqual([]);
        if (!skipDoubtfulFrames) expect(doubtful).toEqual([]);
      }),
    );
  });

  it('is nothing of what the user said: frames behind an outside mark stay, as background', () => {
    const project = syntheticProject({ frameCount: 6 });
    const [dog] = project.tracks;
    const box = imageBox(0, 0, 0, 0);
    const shapes = { 0: label({ source: 'user' }), 2: label({ source: 'user', outside: true, box }) };
    const gone = { ...project, tracks: [{ ...dog, shapes, lost: [1, 3, 4, 5].map(frameIndex) }] } as Project;
    expect(chooseFrames(gone, usual, times.slice(0, 6))).toMatchObject({ kept: [0, 2, 3, 4, 5], lost: [1] });
  });

  it('has the frames of labels that need a look where that is wanted', () => {
    const project = syntheticProject({ frameCount: 6 });
    const [dog] = project.tracks;
    const confidence = (rank: number) => (rank === 2 ? 0.3 : 0.9);
    const found = [0, 1, 2, 5].map((rank): [string, Shape] => [
      String(rank),
      label({ confidence: confidence(rank), box: imageBox(20, 20, 9, 9) }),
    ]);
    const shapes = { ...Object.fromEntries(found), 0: label({ source: 'user', box: imageBox(20, 20, 9, 9) }) };
    const doubted = { ...project, tracks: [{ ...dog, shapes, lost: [3, 4].map(frameIndex) }] } as Project;
    const chosen = (changes: object) => chooseFrames(doubted, spec(changes), times.slice(0, 6));
    expect(chosen({})).toEqual({ kept: [0, 1, 2, 5], lost: [3, 4], doubtful: [] });
    expect(chosen({ skipDoubtfulFrames: true })).toEqual({ kept: [0, 1], lost: [3, 4], doubtful: [2, 5] });
    // A stretch of lost frames is one doubt, of all of its frames.
    expect(chosen({ skipDoubtfulFrames: true, skipLostFrames: false })).toEqual({
      kept: [0, 1],
      lost: [],
      doubtful: [2, 3, 4, 5],
    });
  });

  it('says why where it is everything', () => {
    const project = syntheticProject({ frameCount: 4 });
    const refused = (leftOut: { lostObject: number; doubtfulLabel: number }) => () =>
      planExport(project, usual, [], { ...leftOut, nearDuplicate: 0 });
    expect(refused({ lostObject: 4, doubtfulLabel: 0 })).toThrowError(
      'There is nothing to export: an object was lost on every frame (4), and such frames are left out.',
    );
    expect(refused({ lostObject: 3, doubtfulLabel: 1 })).toThrowError(
      'There is nothing to export: on every frame (4) an object was lost or a label needs a look',
    );
    expect(refused({ lostObject: 0, doubtfulLabel: 0 })).toThrowError('no frame is labelled');
  });
});
