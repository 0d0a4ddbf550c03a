import { describe, expect, it } from 'vitest';
import { frameIndex, imageBox } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';
import { exportedFrames, planExport } from './plan.ts';
import { ranks } from './testing/synthetic-frames.ts';
import { syntheticProject, syntheticSpec } from './testing/synthetic-project.ts';

const times = (count: number) => ranks(count).map((rank) => rank / 10);
const frames = (project: Project, changes = {}) =>
  exportedFrames(project, syntheticSpec(changes), times(project.video.frameCount));

/** Keeps the shapes and losses of the given frames only. */
function processed(project: Project, kept: readonly number[]): Project {
  const tracks = project.tracks.map((track) => ({
    ...track,
    shapes: Object.fromEntries(Object.entries(track.shapes).filter(([key]) => kept.includes(Number(key)))),
    lost: track.lost.filter((rank) => kept.includes(rank)),
  }));
  return { ...project, tracks };
}

describe('the frames of a dataset', () => {
  it('are those sampled', () => {
    expect(frames(syntheticProject({}, { sampling: { kind: 'every', n: 4 } }))).toEqual([0, 4, 8]);
    expect(frames(syntheticProject({}, { sampling: { kind: 'fps', fps: 2 } }))).toEqual([0, 5]);
  });

  it('are those processed: a run that was stopped leaves no unlabelled frame behind', () => {
    expect(frames(processed(syntheticProject(), [0, 1, 2, 3]))).toEqual([0, 1, 2, 3]);
    expect(frames(processed(syntheticProject({}, { sampling: { kind: 'every', n: 2 } }), [0, 1, 2, 3]))).toEqual([
      0, 2,
    ]);
  });

  it('have all that the user labelled, sampled or not, listed or not', () => {
    const project = syntheticProject({}, { sampling: { kind: 'every', n: 4 }, labelledFrames: [frameIndex(3)] });
    expect(frames(project)).toEqual([0, 3, 4, 8]);
  });

  it('have those with only a lost object, unless lost frames are skipped', () => {
    const project = syntheticProject({ frameCount: 4 });
    const only = { ...project, tracks: project.tracks.slice(1) };
    expect(frames(only)).toEqual([0, 1, 2, 3]);
    expect(frames(only, { skipLostFrames: true })).toEqual([0, 2]);
  });

  it('can be thousands, with many objects, without taking long for each', () => {
    const project = syntheticProject({ frameCount: 20_000 });
    const plan = planExport(project, syntheticSpec(), frames(project));
    expect(plan.frames).toHaveLength(20_000);
    expect(plan.frames.filter(({ objects }) => objects.length === 2)).toHaveLength(10_000);
  });
});

describe('the plan of a dataset', () => {
  it('numbers classes by position, and names files by rank', () => {
    const plan = planExport(syntheticProject({ name: 'My clip.mov' }), syntheticSpec(), [frameIndex(0), frameIndex(9)]);
    expect(plan.classes).toEqual([
      { id: 7, index: 0, name: 'dog' },
      { id: 3, index: 1, name: 'cat' },
    ]);
    expect(plan.frames.map(({ stem }) => stem)).toEqual(['My_clip_000000', 'My_clip_000009']);
    expect(plan.frames[0]?.objects.map(({ classIndex }) => classIndex)).toEqual([0, 1]);
  });

  it('has more digits where the video has more than a million frames, so that names sort in order', () => {
    const project = syntheticProject({ frameCount: 2 });
    const long = { ...project, video: { ...project.video, frameCount: 1_000_001 } };
    expect(planExport(long, syntheticSpec(), [frameIndex(0)]).frames[0]?.stem).toBe('clip_0000000');
  });

  it('leaves out shapes that hardly touch the frame', () => {
    const project = syntheticProject({ frameCount: 2 });
    const tracks = project.tracks.map((track) => ({
      ...track,
      shapes: Object.fromEntries(
        Object.entries(track.shapes).map(([key, shape]) => [
          key,
          { ...shape, box: imageBox(key === '0' ? 63.5 : 60, 0, 9, 9) },
        ]),
      ),
    }));
    const plan = planExport({ ...project, tracks }, syntheticSpec(), [frameIndex(0), frameIndex(1)]);
    expect(plan.frames.map(({ objects }) => objects.map(({ box }) => box))).toEqual([[], [[60, 0, 4, 9]]]);
  });

  it.each([
    ['no class', { classes: [], tracks: [] }, [0]],
    ['no frame', {}, []],
    ['no object', { tracks: [] }, [0]],
  ])('is refused with %s', (_, changes, indices) => {
    expect(() => planExport(syntheticProject({}, changes), syntheticSpec(), indices.map(frameIndex))).toThrowError(
      expect.objectContaining({ code: 'nothing_to_export' }),
    );
  });
});
