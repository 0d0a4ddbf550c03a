import { describe, expect, it } from 'vitest';
import { syntheticProject } from '../export/testing/synthetic-project.ts';
import { userShape } from './user-labels.ts';
import type { Correction } from './commands/command.ts';
import { frameIndex, imageBox, trackId } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';
import { buildRunRequest, type RunBasis } from './run-request.ts';

const timestamps = Array.from({ length: 10 }, (_, rank) => rank / 10);

const basis = (
  project: Project,
  corrections: readonly Correction[] = [],
  leftOut: readonly number[] = [],
): RunBasis => ({
  project,
  timestamps,
  corrections,
  leftOut: new Set(leftOut.map(frameIndex)),
});

describe('what the engine is asked for', () => {
  it('is everything at the start', () => {
    const request = buildRunRequest('labels', basis(syntheticProject()));
    expect(request.targets).toHaveLength(10);
    expect(request.tracks.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('is one range of one object after a correction', () => {
    const project = syntheticProject();
    const first = project.tracks[0];
    if (!first) throw new Error('no track');
    const label = userShape(imageBox(1, 1, 9, 9), false);
    const corrected = {
      ...project,
      tracks: [{ ...first, shapes: { ...first.shapes, 4: label, 7: label } }, ...project.tracks.slice(1)],
    };
    const request = buildRunRequest('corrections', basis(corrected, [{ trackId: first.id, frame: frameIndex(4) }]));
    expect(request.targets).toEqual([1, 2, 3, 4, 5, 6]);
    expect(request.tracks.map(({ id, range }) => ({ id, range }))).toEqual([{ id: 1, range: { from: 1, to: 6 } }]);
  });

  it('joins corrections, so that no frame is processed twice', () => {
    const project = syntheticProject();
    const request = buildRunRequest(
      'corrections',
      basis(project, [
        { trackId: trackId(1), frame: frameIndex(0) },
        { trackId: trackId(1), frame: frameIndex(5) },
        { trackId: trackId(2), frame: frameIndex(0) },
      ]),
    );
    expect(request.tracks.map(({ id }) => id)).toEqual([1, 2]);
    expect(new Set(request.targets).size).toBe(request.targets.length);
  });

  it('is for a dataset only what is missing, without the frames that are left out', () => {
    const project = syntheticProject();
    expect(buildRunRequest('dataset', basis(project)).tracks).toEqual([]);
    const dog = trackId(1);
    expect(buildRunRequest('dataset', basis(project, [{ trackId: dog, frame: frameIndex(0) }], [3])).targets).toEqual([
      0, 1, 2, 4, 5, 6, 7, 8, 9,
    ]);
    expect(buildRunRequest('labels', basis(project, [], [3])).targets).not.toContain(3);
  });

  it('takes no notice of corrections of an object that is not used', () => {
    const gone = [{ trackId: trackId(9), frame: frameIndex(0) }];
    expect(buildRunRequest('corrections', basis(syntheticProject(), gone))).toEqual({ tracks: [], targets: [] });
  });
});
