import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bitmask } from '../geometry/bitmask.ts';
import { encodeMask } from '../geometry/mask-rle.ts';
import { maskWhere } from '../geometry/testing/arbitraries.ts';
import { frameIndex, imageBox, trackId } from '../schema/brands.ts';
import type { Shape, Track } from '../schema/project.ts';
import { byDoubt, doubtsOf, neighbourDoubt, type Doubt } from './doubts.ts';
import { label, trackOfLabels, tracks } from './testing/tracks.ts';

const kinds = (doubts: readonly Doubt[]) =>
  doubts.map(({ frame, reasons }) => [frame, ...reasons.map(({ kind }) => kind)]);
const square = maskWhere(40, 30, (x, y) => x < 20 && y < 20);
/** The sides of that square, 2 pixels thick: 36 % of it. */
const frame = maskWhere(40, 30, (x, y) => x < 20 && y < 20 && (x < 2 || x >= 18 || y < 2 || y >= 18));
const moving = (count: number) =>
  Array.from({ length: count }, (_, at) => label({ box: imageBox(8 * at, 3 * at, 20 + at, 20 + at) }));
const withLabel = (labels: readonly Shape[], at: number, changes: Partial<Shape>) =>
  trackOfLabels(labels.map((shape, rank) => (rank === at ? { ...shape, ...changes } : shape)));

describe('the labels to look at', () => {
  it('are none where an object moves and grows evenly', () => {
    expect(doubtsOf(trackOfLabels(moving(12)), 1)).toEqual([]);
  });

  it('are those of low confidence, the lowest first', () => {
    const track = trackOfLabels([0.9, 0.45, 0.51, 0.3].map((confidence) => label({ confidence })));
    expect(kinds(byDoubt(doubtsOf(track, 1)))).toEqual([
      [3, 'low'],
      [1, 'low'],
    ]);
  });

  it('are boxes of the user that the mask does not fill, until they are verified', () => {
    const drawn = (changes: Partial<Shape>) => label({ source: 'user', confidence: 1, ...changes });
    const track = trackOfLabels([drawn({ fill: 0.74 }), drawn({ fill: 0.8 }), drawn({}), drawn({ fill: 0 })]);
    expect(doubtsOf(track, 1).map(({ frame, reasons }) => [frame, ...reasons])).toEqual([
      [0, { kind: 'fill', fill: 0.74 }],
      [3, { kind: 'fill', fill: 0 }],
    ]);
    expect(doubtsOf(trackOfLabels([drawn({ fill: 0.74, verified: true })]), 1)).toEqual([]);
  });

  it('are the one whose area jumps, and not its neighbours', () => {
    const [doubt, ...others] = doubtsOf(withLabel(moving(9), 4, { box: imageBox(32, 12, 48, 48) }), 1);
    expect(others).toEqual([]);
    expect(doubt?.frame).toBe(4);
    expect(doubt?.reasons.map(({ kind }) => kind)).toContain('area');
  });

  it('are the one whose place jumps, and of a step the one behind it', () => {
    expect(kinds(doubtsOf(withLabel(moving(9), 4, { box: imageBox(90, 60, 24, 24) }), 1))).toEqual([[4, 'position']]);
    const step = [0, 0, 0, 50, 50, 50].map((x) => label({ box: imageBox(x, 0, 20, 20) }));
    expect(kinds(doubtsOf(trackOfLabels(step), 1))).toEqual([[3, 'position']]);
  });

  it('are those whose mask fills its box otherwise than the nearest label of the user does', () => {
    const user = label({ source: 'user', mask: encodeMask(square) });
    const found = (mask: Bitmask) => label({ mask: encodeMask(mask) });
    const track = (...masks: Bitmask[]) => trackOfLabels([user, ...masks.map(found)]);
    expect(doubtsOf(track(square, square), 1)).toEqual([]);
    expect(kinds(doubtsOf(track(square, frame), 1))).toEqual([[2, 'extent']]);
    expect(doubtsOf(track(square, frame), 1)[0]?.reasons).toEqual([{ kind: 'extent', covered: 0.36, label: 1 }]);
    // A label that looks like it says that it is right, on whichever side it is.
    const both = [user, found(frame), label({ source: 'user', mask: encodeMask(frame) }), found(frame), found(square)];
    expect(kinds(doubtsOf(trackOfLabels(both), 1))).toEqual([[4, 'extent']]);
    expect(doubtsOf(trackOfLabels([label({ source: 'user' }), found(frame)]), 1)).toEqual([]);
  });

  it('are those much smaller than the nearest labels of the user, but not larger ones', () => {
    const sized = (side: number, source: Shape['source'] = 'propagated') =>
      label({ box: imageBox(10, 10, side, side), source });
    expect(kinds(doubtsOf(trackOfLabels([sized(40, 'user'), sized(16), sized(15), sized(90)]), 0))).toEqual([
      [2, 'size'],
    ]);
    expect(doubtsOf(trackOfLabels([sized(40, 'user'), sized(15), sized(15, 'user')]), 0)).toEqual([]);
  });

  it('are those whose box is stretched by pieces that lie apart', () => {
    const islands = maskWhere(40, 30, (x, y) => (x < 10 && y < 10) || (x >= 30 && y < 10));
    const near = maskWhere(40, 30, (x, y) => (x < 10 && y < 10) || (x >= 12 && x < 22 && y < 10));
    const [doubt, ...others] = doubtsOf(
      trackOfLabels([islands, near].map((mask) => label({ mask: encodeMask(mask) }))),
      1,
    );
    expect(others).toEqual([]);
    expect(doubt).toMatchObject({ frame: 0, reasons: [{ kind: 'islands', factor: 4 }] });
  });

  it('are the propagated labels beside a jump that the user drew, until the jump is verified', () => {
    const jump = { box: imageBox(16, 16, 48, 48), confidence: 1 };
    const still = Array.from({ length: 7 }, () => label({ box: imageBox(30, 30, 20, 20) }));
    const drawn = doubtsOf(withLabel(still, 3, { ...jump, source: 'user' }), 1);
    expect(drawn.map(({ frame }) => frame)).toEqual([2, 4]);
    expect(doubtsOf(withLabel(still, 3, { ...jump, verified: true }), 1)).toEqual([]);
  });

  it('are not found by comparing labels that are far apart', () => {
    const far = {
      ...trackOfLabels([]),
      shapes: { 0: label(), 50: label({ box: imageBox(300, 0, 60, 60) }), 90: label() },
    };
    expect(doubtsOf(far, 6)).toEqual([]);
    expect(doubtsOf(far, 50)).toHaveLength(1);
  });

  it('are where an object is lost, once a run of frames, and where it is found again', () => {
    const track = trackOfLabels([label(), null, null, null, label(), label()]);
    const doubts = doubtsOf(track, 1);
    expect(kinds(doubts)).toEqual([
      [1, 'lost'],
      [4, 'found'],
    ]);
    expect(doubts[0]?.reasons[0]).toEqual({ kind: 'lost', frames: 3 });
    const gone = trackOfLabels([label(), label({ source: 'user', outside: true }), null, null]);
    expect(doubtsOf(gone, 1)).toEqual([]);
  });

  it('never are what the user drew, verified, has interpolated, or said to be outside', () => {
    fc.assert(
      fc.property(tracks, fc.integer({ min: 1, max: 5 }), (track, gap) => {
        for (const { frame, doubt, reasons } of doubtsOf(track, gap)) {
          const shape = track.shapes[String(frame)];
          expect(shape === undefined || (shape.source === 'propagated' && !shape.verified && !shape.outside)).toBe(
            true,
          );
          expect(doubt).toBeGreaterThan(0);
          expect(doubt).toBeLessThanOrEqual(1);
          expect(reasons.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('go when they are verified, and take none of the others with them that are unsure', () => {
    fc.assert(
      fc.property(tracks, (track) => {
        const before = doubtsOf(track, 1);
        const [first] = before.filter(({ frame }) => String(frame) in track.shapes);
        const shape = first && track.shapes[String(first.frame)];
        if (!first || !shape) return;
        const shapes = { ...track.shapes, [String(first.frame)]: { ...shape, verified: true } };
        const after = new Set<number>(doubtsOf({ ...track, shapes }, 1).map(({ frame }) => frame));
        expect(after.has(first.frame)).toBe(false);
        const unsure = before.filter(({ frame, reasons }) => frame !== first.frame && reasons[0]?.kind === 'low');
        for (const { frame } of unsure) expect(after.has(frame)).toBe(true);
      }),
    );
  });

  it('are the same in a video of another size and with the object elsewhere', () => {
    const moved = (track: Track, scale: number, by: number): Track => ({
      ...track,
      shapes: Object.fromEntries(
        Object.entries(track.shapes).map(([key, shape]) => {
          const [x, y, width, height] = shape.box;
          return [key, { ...shape, box: imageBox(x * scale + by, y * scale + by, width * scale, height * scale) }];
        }),
      ),
    });
    fc.assert(
      fc.property(tracks, fc.constantFrom(0.5, 2, 4), fc.integer({ min: -50, max: 50 }), (track, scale, by) => {
        const [before, after] = [doubtsOf(track, 2), doubtsOf(moved(track, scale, by), 2)];
        expect(kinds(after)).toEqual(kinds(before));
        after.forEach(({ doubt }, at) => expect(doubt).toBeCloseTo(before[at]?.doubt ?? -1, 6));
      }),
    );
  });
});

describe('the next label to look at', () => {
  const at = (frame: number, id: number): Doubt => ({
    trackId: trackId(id),
    frame: frameIndex(frame),
    doubt: 0.5,
    reasons: [{ kind: 'found' }],
  });
  const doubts = [at(9, 1), at(4, 2), at(4, 1)];

  it('comes in the order of frames and objects, round and round', () => {
    let place: { frame: number; trackId: number | null } = { frame: 0, trackId: null };
    const seen = Array.from({ length: 4 }, () => {
      const next = neighbourDoubt(doubts, place, 1);
      place = { frame: next?.frame ?? -1, trackId: next?.trackId ?? null };
      return [place.frame, place.trackId];
    });
    expect(seen).toEqual([
      [4, 1],
      [4, 2],
      [9, 1],
      [4, 1],
    ]);
  });

  it('comes backwards too, from the frame at hand where nothing is selected', () => {
    expect(neighbourDoubt(doubts, { frame: 4, trackId: null }, -1)?.trackId).toBe(2);
    expect(neighbourDoubt(doubts, { frame: 4, trackId: 1 }, -1)?.frame).toBe(9);
    expect(neighbourDoubt([], { frame: 4, trackId: null }, 1)).toBeNull();
  });
});
