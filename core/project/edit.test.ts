import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticVideo } from '../export/synthetic-frames.testing.ts';
import { classId, frameIndex, imageBox, trackId } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';
import { createClass, createProject } from './create-project.ts';
import { affectedRange, removeUserShape, setUserBox, setUserOutside } from './edit.ts';
import { correctionToRequest, projectToRequest } from './propagation-request.ts';

const one = trackId(1);
const two = trackId(2);
const box = imageBox(1, 2, 20, 20);
const frame = frameIndex;

function start(frameCount = 20, n = 4): Project {
  const empty = createProject(syntheticVideo({ frameCount }), { kind: 'every', n });
  const tracks = [one, two].map((id) => ({ id, classId: classId(1), shapes: {}, lost: [] }));
  return { ...empty, classes: [createClass('dog', [])], tracks };
}
const labelled = (...frames: number[]) =>
  frames.reduce((project, each) => setUserBox(project, one, frame(each), box), start());
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
    const project = setUserOutside(labelled(2), one, frame(10));
    expect(affectedRange(project, one, frame(2))).toEqual({ from: 0, to: 9 });
  });
});

describe('the user edits', () => {
  it('a box: clipped, without the mask of the older one, and the frame is a labelled frame', () => {
    const before = labelled(5);
    const masked = {
      ...before,
      tracks: before.tracks.map((track) => ({
        ...track,
        lost: [frame(6)],
        shapes: Object.fromEntries(
          Object.entries(track.shapes).map(([key, shape]) => [
            key,
            { ...shape, mask: { width: 64, height: 48, counts: [3072] } },
          ]),
        ),
      })),
    };
    const moved = setUserBox(masked, one, frame(5), imageBox(-5, -5, 20, 20));
    expect(moved.tracks[0]?.shapes['5']).toEqual({
      box: [0, 0, 15, 15],
      source: 'user',
      confidence: 1,
      outside: false,
      occluded: false,
    });
    const found = setUserBox(moved, one, frame(6), box);
    expect(found.tracks[0]?.lost).toEqual([]);
    expect(found.labelledFrames).toEqual([5, 6]);
    expect(found.tracks[1]).toBe(masked.tracks[1]);
    expect(masked.tracks[0]?.shapes['5']?.mask).toBeDefined();
  });

  it('refuses a box, a frame or an object that is not there', () => {
    const refusal = (run: () => unknown, code: string) => expect(run).toThrowError(expect.objectContaining({ code }));
    refusal(() => setUserBox(start(), one, frame(0), imageBox(100, 0, 5, 5)), 'prompt_outside_frame');
    refusal(() => setUserBox(start(), one, frame(20), box), 'frame_out_of_range');
    refusal(() => setUserBox(start(), trackId(9), frame(0), box), 'project_invalid');
  });

  it('takes a label back; the frame stays labelled while another object is labelled on it', () => {
    const both = setUserBox(labelled(5), two, frame(5), box);
    const left = removeUserShape(both, one, frame(5));
    expect(left.tracks[0]?.shapes).toEqual({});
    expect(left.labelledFrames).toEqual([5]);
    expect(removeUserShape(left, two, frame(5)).labelledFrames).toEqual([]);
  });
});

describe('a request to the engine', () => {
  it('has every label of every started track, and the sampled frames', () => {
    const project = setUserOutside(labelled(2, 9), one, frame(15));
    const request = projectToRequest(setUserOutside(project, two, frame(3)), times(project));
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
    const project = setUserBox(labelled(2, 9, 17), two, frame(0), box);
    const request = correctionToRequest(project, times(project), { trackId: one, frame: frame(9) });
    expect(request.tracks.map(({ id, range, labels }) => [id, range, labels.length])).toEqual([
      [1, { from: 3, to: 16 }, 3],
    ]);
    expect(request.targets).toEqual([4, 8, 12, 16]);
  });
});
