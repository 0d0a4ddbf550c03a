import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticVideo } from '../export/testing/synthetic-frames.ts';
import type { PropagationRequest } from '../engine/types.ts';
import { classId, frameIndex, imageBox, trackId, type TrackId } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';
import { createClass, createProject } from './create-project.ts';
import { applyCommand } from './commands/apply-command.ts';
import { correctionsToRequest, projectToRequest } from './propagation-request.ts';
import { affectedRange } from './user-labels.ts';

const one = trackId(1);
const two = trackId(2);
const box = imageBox(1, 2, 20, 20);
const frame = frameIndex;

function start(frameCount = 20, n = 4): Project {
  const empty = createProject(syntheticVideo({ frameCount }), { kind: 'every', n });
  const tracks = [one, two].map((id) => ({ id, classId: classId(1), shapes: {}, lost: [] }));
  return { ...empty, classes: [createClass('dog', [])], tracks };
}
const boxed = (project: Project, id: TrackId, at: number): Project =>
  applyCommand(project, { type: 'shape.set', trackId: id, frame: frame(at), drawn: { kind: 'box', box } }).project;
const outside = (project: Project, id: TrackId, at: number): Project =>
  applyCommand(project, { type: 'shape.setOutside', trackId: id, frame: frame(at) }).project;
const labelled = (...frames: number[]) => frames.reduce((project, each) => boxed(project, one, each), start());
/** The second object with only outside marks of the user, as an older project file may have it. */
const withOnlyOutside = (project: Project): Project => ({
  ...project,
  tracks: project.tracks.map((track) =>
    track.id === two
      ? {
          ...track,
          shapes: { 3: { box: imageBox(0, 0, 0, 0), source: 'user', confidence: 1, outside: true, occluded: false } },
        }
      : track,
  ),
});
const times = (project: Project) => Array.from({ length: project.video.frameCount }, (_, rank) => rank / 10);

describe('what a user label affects', () => {
  it.each([
    [[8], 8, 0, 19],
    [[8], 3, 0, 7],
    [[8], 12, 9, 19],
    [[2, 8, 14], 8, 3, 13],
    [[2, 8, 14], 10, 9, 13],
    [[0, 19], 0, 0, 18],
    [[0, 19], 19, 1, 19],
    [[7, 8, 9], 8, 8, 8],
  ])('labels on %j, change on %i: %i to %i', (labels, change, from, to) => {
    expect(affectedRange(labelled(...labels), one, frame(change))).toEqual({ from, to });
  });

  it('holds the changed frame and no other label, and cannot grow', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(19), { minLength: 1 }), fc.nat(19), (labels, change) => {
        const range = affectedRange(labelled(...labels), one, frame(change));
        expect(range.from).toBeLessThanOrEqual(change);
        expect(range.to).toBeGreaterThanOrEqual(change);
        expect(labels.filter((each) => each !== change && each >= range.from && each <= range.to)).toEqual([]);
        const before = range.from - 1;
        const after = range.to + 1;
        expect(before === -1 || labels.includes(before)).toBe(true);
        expect(after === 20 || labels.includes(after)).toBe(true);
      }),
    );
  });

  it('counts an outside label as one', () => {
    const project = outside(labelled(2), one, 10);
    expect(affectedRange(project, one, frame(2))).toEqual({ from: 0, to: 9 });
  });
});

describe('a request to the engine', () => {
  it('has every label of every started track, and the sampled frames', () => {
    const project = outside(labelled(2, 9), one, 15);
    const request = projectToRequest(withOnlyOutside(project), times(project));
    expect(request).toEqual({
      tracks: [
        {
          id: 1,
          labels: [
            { frame: 2, box },
            { frame: 9, box },
            { frame: 15, box: [0, 0, 0, 0], outside: true },
          ],
        },
      ],
      targets: [0, 4, 8, 12, 16],
    });
  });

  it('for a correction has the affected frames of that track alone, and all of its labels', () => {
    const project = boxed(labelled(2, 9, 17), two, 0);
    const request = correctionsToRequest(project, times(project), [{ trackId: one, frame: frame(9) }]);
    expect(request.tracks.map(({ id, range, labels }) => [id, range, labels.length])).toEqual([
      [1, { from: 3, to: 16 }, 3],
    ]);
    expect(request.targets).toEqual([4, 8, 12, 16]);
  });

  it('has the choice of the user to keep the margins of an object', () => {
    const project = boxed(boxed(start(), one, 2), two, 2);
    const command = { type: 'track.setKeepMargins', trackId: two, keepMargins: true } as const;
    const { project: keeping, corrections } = applyCommand(project, command);
    const keeps = (request: PropagationRequest) => request.tracks.map(({ id, keepMargins }) => [id, keepMargins]);
    expect(keeps(projectToRequest(keeping, times(project)))).toEqual([
      [1, undefined],
      [2, true],
    ]);
    expect(keeps(correctionsToRequest(keeping, times(project), corrections))).toEqual([[2, true]]);
  });
});
