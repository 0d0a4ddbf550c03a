import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipLabelBox } from '../geometry/box.ts';
import { encodeMask, maskBox } from '../geometry/mask-rle.ts';
import { maskWhere } from '../geometry/testing/arbitraries.ts';
import { inBetweenOf } from '../project/in-between.ts';
import { isMarkedAbsent } from '../project/user-labels.ts';
import { presences } from '../review/presence.ts';
import { label, trackOfLabels, tracks } from '../review/testing/tracks.ts';
import { classId, frameIndex, imageBox, trackId } from '../schema/brands.ts';
import { datasetSpecSchema } from '../schema/dataset-spec.ts';
import type { BetweenChoice, Project, Shape, Track } from '../schema/project.ts';
import { exportDataset } from './export-dataset.ts';
import { chooseFrames, planExport } from './plan.ts';
import { ranks, SyntheticFrames } from './testing/synthetic-frames.ts';
import { syntheticProject } from './testing/synthetic-project.ts';

const FRAMES = 30;
const EVERY = 3;
const video = { frameCount: FRAMES, width: 200, height: 120 };
const times = Array.from({ length: FRAMES }, (_, rank) => rank / 10);
const spec = (changes = {}) => datasetSpecSchema.parse({ name: 'A', format: 'yolo-detect', ...changes });
const drawn = (changes: Partial<Shape> = {}) => label({ source: 'user', confidence: 1, ...changes });

const projectOf = (list: readonly Track[], between: BetweenChoice = 'interpolate'): Project => ({
  ...syntheticProject(video),
  tracks: list.map((track, at) => ({ ...track, id: trackId(at + 1), classId: classId(7) })),
  sampling: { kind: 'every', n: EVERY, between },
  labelledFrames: list.length > 0 ? [frameIndex(0)] : [],
});
const plan = (project: Project, changes = {}) => {
  const { kept, ...leftOut } = chooseFrames(project, spec(changes), times);
  const counts = { lostObject: leftOut.lost.length, doubtfulLabel: leftOut.doubtful.length, nearDuplicate: 0 };
  return planExport(project, spec(changes), kept, counts, inBetweenOf(project, times));
};
/** Whose label the first object has on each frame of the dataset. */
const sources = (project: Project, changes = {}) =>
  Object.fromEntries(
    plan(project, changes).frames.map(({ index, objects }) => [index, objects[0]?.shape.source ?? 'background']),
  );
/** A track whose labels are `step` frames apart. */
const spread = (labels: readonly (Shape | null | undefined)[], step = EVERY) =>
  trackOfLabels(labels.flatMap((each) => [each, ...Array.from({ length: step - 1 }, () => undefined)]));

describe('frames between the sampled ones', () => {
  it('are not in the dataset if nothing else is said', () => {
    const track = spread([drawn(), label(), label()]);
    expect(Object.keys(sources(projectOf([track], 'skip')))).toEqual(['0', '3', '6']);
  });

  it('have interpolated labels between two known frames, and are left out beside a lost one', () => {
    const at = (x: number) => imageBox(x, 10, 20, 20);
    const track = spread([
      drawn({ box: at(0) }),
      label({ box: at(30) }),
      null,
      label({ box: at(90) }),
      label({ box: at(90) }),
    ]);
    const project = projectOf([track]);
    expect(sources(project)).toEqual({
      ...{ 0: 'user', 1: 'interpolated', 2: 'interpolated', 3: 'propagated' },
      ...{ 9: 'propagated', 10: 'interpolated', 11: 'interpolated', 12: 'propagated' },
    });
    expect(chooseFrames(project, spec(), times).lost).toEqual([4, 5, 6, 7, 8]);
    expect(plan(project).frames[1]?.objects[0]?.box).toEqual([10, 10, 20, 20]);
    // Kept all the same, they have no label: nothing is invented across a lost frame.
    expect(sources(project, { skipLostFrames: false })[7]).toBe('background');
  });

  it('are background where the user said that the object is not there, and left out where it comes or goes', () => {
    const gone = drawn({ outside: true, box: imageBox(0, 0, 0, 0) });
    const project = projectOf([spread([drawn(), gone, label({ ...gone, source: 'propagated' }), drawn()])]);
    expect(sources(project)).toEqual({
      ...{ 0: 'user', 3: 'background', 4: 'background', 5: 'background' },
      ...{ 6: 'background', 7: 'background', 8: 'background', 9: 'user' },
    });
    expect(chooseFrames(project, spec(), times).lost).toEqual([1, 2]);
  });

  it('are left out where one object of several is unknown', () => {
    const found = spread([drawn(), label(), label()]);
    const project = projectOf([found, spread([drawn(), label(), null])]);
    expect(chooseFrames(project, spec(), times)).toMatchObject({ kept: [0, 1, 2, 3], lost: [4, 5, 6] });
  });

  it('are left out with the doubtful label that theirs are computed from', () => {
    const project = projectOf([spread([drawn(), label(), label({ confidence: 0.2 }), label(), label()])]);
    const chosen = chooseFrames(project, spec({ skipDoubtfulFrames: true }), times);
    expect(chosen).toMatchObject({ kept: [0, 1, 2, 3, 9, 10, 11, 12], doubtful: [4, 5, 6, 7, 8] });
  });

  it('have no label across a sampled frame that no run has looked at yet', () => {
    const project = projectOf([spread([drawn(), undefined, label()])]);
    expect(chooseFrames(project, spec({ skipLostFrames: false }), times).kept).toEqual([0, 6]);
    expect(sources(project)).toEqual({ 0: 'user', 6: 'propagated' });
  });

  it('have masks of a shape between the two, and straight boxes', () => {
    const disc = (x: number): Partial<Shape> => {
      const mask = encodeMask(maskWhere(200, 120, (u, v) => Math.hypot(u + 0.5 - x, v + 0.5 - 60) < 15));
      return { mask, box: maskBox(mask) ?? imageBox(0, 0, 0, 0) };
    };
    const project = projectOf([spread([drawn(disc(40)), label(disc(70))])]);
    const shape = plan(project).frames[2]?.objects[0]?.shape;
    expect(shape).toMatchObject({ source: 'interpolated', mask: disc(60).mask, box: disc(60).box });
  });

  it('never have a label where the object is not shown on both known frames around', () => {
    fc.assert(
      fc.property(fc.array(tracks, { minLength: 1, maxLength: 3 }), fc.boolean(), (list, skipLostFrames) => {
        const project = projectOf(list);
        const { kept, lost } = chooseFrames(project, spec({ skipLostFrames }), times);
        if (kept.length === 0) return;
        const { frames } = planOrEmpty(project, kept);
        for (const { index, objects } of frames)
          for (const track of project.tracks) {
            const object = objects.find((each) => each.trackId === track.id);
            const stored = track.shapes[String(index)];
            if (stored) expect(object?.shape ?? null).toBe(isWritten(stored) ? stored : null);
            else if (object) expectInterpolated(project, track, index, object.shape);
            else if (skipLostFrames) expect(isAbsentAround(project, track, index)).toBe(true);
          }
        expect(new Set([...kept, ...lost]).size).toBe(kept.length + lost.length);
      }),
    );
  });

  it('are said to be what they are in the metadata of the archive', async () => {
    const project = projectOf([spread([drawn(), label(), label()])]);
    const frames = new SyntheticFrames(project.video);
    const encoder = { encode: () => Promise.resolve(new Uint8Array(1)) };
    const provenance = { app: 'A', version: '1' };
    let metadata = '';
    for await (const { path, bytes } of exportDataset({ project, spec: spec(), frames, encoder, provenance }))
      if (path === 'metadata.json') metadata = new TextDecoder().decode(bytes);
    expect(JSON.parse(metadata)).toMatchObject({
      sampling: { kind: 'every', n: EVERY, between: 'interpolate' },
      counts: { frames: 7, objects: 7, objectsBySource: { user: 1, propagated: 2, interpolated: 4 } },
    });
  });
});

/** Where no object is on any frame there is no plan. */
function planOrEmpty(project: Project, kept: Parameters<typeof planExport>[2]) {
  try {
    return planExport(project, spec(), kept, undefined, inBetweenOf(project, times));
  } catch {
    return { frames: [] };
  }
}

const isWritten = ({ outside, box }: Shape) => !outside && clipLabelBox(box, video.width, video.height) !== null;

const neighbours = (track: Track, rank: number) => {
  const known = [...Object.keys(track.shapes).map(Number), ...track.lost].sort((a, b) => a - b);
  return [known.findLast((each) => each < rank), known.find((each) => each > rank)] as const;
};

function expectInterpolated(project: Project, track: Track, rank: number, shape: Shape): void {
  expect(shape).toMatchObject({ source: 'interpolated', outside: false });
  const [before, after] = neighbours(track, rank);
  for (const end of [before, after]) expect(track.shapes[String(end)]).toMatchObject({ outside: false });
  const sampledBetween = ranks(FRAMES).filter(
    (each) => each % EVERY === 0 && each > (before ?? 0) && each < (after ?? 0),
  );
  expect(sampledBetween).toEqual([]);
  expect(isMarkedAbsent(track)(rank)).toBe(false);
  expect(project.sampling.between).toBe('interpolate');
}

/** Whether the user, or the frames around, say that the object is absent. */
function isAbsentAround(project: Project, track: Track, rank: number): boolean {
  if (isMarkedAbsent(track)(rank)) return true;
  const known = presences(track, project.video);
  const [before, after] = neighbours(track, rank);
  const around = [before, after].map((each) => known.get(each ?? -1));
  return known.get(rank) === 'absent' || around.every((each) => each === 'absent');
}
