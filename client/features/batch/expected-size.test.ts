// @vitest-environment node
import { expect, it } from 'vitest';
import { expectedFrames } from '../../../core/dataset/estimate.ts';
import { frameIndex } from '../../../core/schema/brands.ts';
import type { Project, Sampling } from '../../../core/schema/project.ts';
import { projectWith, VIDEO, withBox } from '../../project/storage/testing/projects.ts';
import { expectedSize } from './expected-size.ts';

const labelled = (change: Partial<Project>) => [7, 33, 34].reduce(withBox, projectWith(change));
const RANGE = { from: frameIndex(20), to: frameIndex(899) };
const SAMPLINGS: readonly Sampling[] = [
  { kind: 'every', n: 1 },
  { kind: 'every', n: 7 },
  { kind: 'fps', fps: 0.5 },
  { kind: 'fps', fps: 10 },
  { kind: 'fps', fps: 25 },
  { kind: 'fps', fps: 60 },
];

/** As stored in Matroska: whole milliseconds. */
const constant = Array.from({ length: VIDEO.frameCount }, (_, rank) => Math.round(rank * 40) / 1000);
/** Bursts of five frames, and a dense stretch at the end. */
const uneven = constant.map((time, rank) =>
  rank === VIDEO.frameCount - 1 ? time : rank < 500 ? time - 0.038 * (rank % 5) : 20 + (rank - 500) * 0.01,
);

it.each(SAMPLINGS)('is what opening the video would tell, where its frames come evenly: %o', (sampling) => {
  for (const project of [labelled({ sampling }), labelled({ sampling, range: RANGE })])
    expect(expectedSize(project)).toEqual({
      frames: expectedFrames(project, constant).length,
      classes: 1,
      atMost: false,
    });
});

it.each(SAMPLINGS)('is at least that, where they do not: %o', (sampling) => {
  const video = { ...VIDEO, variableFps: true };
  for (const project of [labelled({ sampling, video }), labelled({ sampling, video, range: RANGE })]) {
    const { frames, atMost } = expectedSize(project);
    const real = expectedFrames(project, uneven).length;
    expect(atMost).toBe(sampling.kind === 'fps');
    if (atMost) expect(frames).toBeGreaterThanOrEqual(real);
    else expect(frames).toBe(real);
    expect(frames).toBeLessThanOrEqual(project.range ? 880 : 1000);
  }
});

it('counts labelled frames that may lie beside the sampled ones', () => {
  const video = { ...VIDEO, frameCount: 9, firstTimestamp: 0, lastTimestamp: 4, variableFps: true };
  const project = withBox(projectWith({ video, sampling: { kind: 'fps', fps: 1 } }), 2);
  // With even frames the labelled one would be a sampled one.
  expect(expectedFrames(project, [0, 1, 1.2, 2, 2.2, 3, 3.2, 3.5, 4])).toHaveLength(6);
  expect(expectedSize(project)).toEqual({ frames: 6, classes: 1, atMost: true });
});
