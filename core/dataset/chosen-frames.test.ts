import { describe, expect, it } from 'vitest';
import { exportedFrames } from '../export/plan.ts';
import { syntheticProject, syntheticSpec } from '../export/testing/synthetic-project.ts';
import { userShape } from '../project/user-labels.ts';
import { frameIndex, imageBox, type FrameIndex } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';
import { checkLabels } from './check-labels.ts';
import { withoutLabelledFrames } from './chosen-frames.ts';

const times = Array.from({ length: 10 }, (_, rank) => rank / 10);
const frames = (...ranks: number[]): ReadonlySet<FrameIndex> => new Set(ranks.map(frameIndex));

/** The dog is labelled on frames 0 and 4, the cat on frame 4 alone. */
function labelled(): Project {
  const project = syntheticProject();
  const label = userShape(imageBox(1, 1, 9, 9), false);
  const tracks = project.tracks.map((track, at) => {
    const { '0': first, ...rest } = track.shapes;
    return { ...track, shapes: { ...(at === 0 && first ? { '0': first } : {}), ...rest, '4': label } };
  });
  return { ...project, tracks, labelledFrames: [0, 4].map(frameIndex) };
}

describe('choosing labelled frames', () => {
  it('changes nothing where all are chosen, or where what is left out has no label', () => {
    const project = labelled();
    expect(withoutLabelledFrames(project, frames())).toBe(project);
    expect(withoutLabelledFrames(project, frames(3))).toBe(project);
  });

  it('leaves a frame out of the dataset, and objects that are drawn on it alone', () => {
    const chosen = withoutLabelledFrames(labelled(), frames(4));
    expect(chosen.labelledFrames).toEqual([0]);
    expect(chosen.tracks.map(({ id }) => id)).toEqual([1]);
    expect(exportedFrames(chosen, syntheticSpec(), times)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
    expect(checkLabels(chosen)).toMatchObject([{ kind: 'empty-class', classId: 3 }]);
  });

  it('has nothing left where none is chosen', () => {
    expect(withoutLabelledFrames(labelled(), frames(0, 4)).tracks).toEqual([]);
  });

  it('does not touch the project itself', () => {
    const project = labelled();
    const before = JSON.stringify(project);
    withoutLabelledFrames(project, frames(0));
    expect(JSON.stringify(project)).toBe(before);
  });
});
