import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameIndex, imageBox } from '../schema/brands.ts';
import type { Track } from '../schema/project.ts';
import { LABEL_STATES, labelStateOf } from './label-state.ts';
import { stateWithoutShape } from './presence.ts';
import { laneOf, largestGap, type Span } from './lane.ts';
import { label, trackOfLabels, tracks } from './testing/tracks.ts';

const VIDEO = { width: 200, height: 120 };

const ranksOf = (spans: readonly Span[]) =>
  spans.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at));

describe('the lane of an object', () => {
  const sampled: Track = {
    ...trackOfLabels([]),
    shapes: {
      0: label({ source: 'user', confidence: 1 }),
      6: label({ occluded: true }),
      12: label({ confidence: 0.4 }),
      18: label({ confidence: 0.4, verified: true }),
      36: label(),
      42: label({ source: 'user', outside: true }),
    },
    lost: trackOfLabels([...Array.from({ length: 24 }, () => undefined), null]).lost,
  };

  it('says nothing of a frame that nothing is known of, however near the next label is', () => {
    const { states, occluded, verified, keyframes } = laneOf(sampled, VIDEO, null);
    expect(states).toEqual({
      user: [{ from: 0, to: 0 }],
      propagated: [
        { from: 6, to: 6 },
        { from: 18, to: 18 },
        { from: 36, to: 36 },
      ],
      interpolated: [],
      low: [{ from: 12, to: 12 }],
      lost: [{ from: 24, to: 24 }],
      left: [],
      outside: [{ from: 42, to: 42 }],
    });
    expect(occluded).toEqual([{ from: 6, to: 6 }]);
    expect(verified).toEqual([{ from: 18, to: 18 }]);
    expect(keyframes).toEqual([
      { rank: 0, outside: false },
      { rank: 42, outside: true },
    ]);
  });

  it('joins neighbouring frames of one state', () => {
    const { states } = laneOf(trackOfLabels([label(), label(), undefined, label(), null, null]), VIDEO, null);
    expect(states.propagated).toEqual([
      { from: 0, to: 1 },
      { from: 3, to: 3 },
    ]);
    expect(states.lost).toEqual([{ from: 4, to: 5 }]);
  });

  it('tells an object that left over the edge from one that is lost', () => {
    const atEdge = label({ box: imageBox(190, 40, 10, 20) });
    const { states } = laneOf(trackOfLabels([label(), null, label(), atEdge, null, null]), VIDEO, null);
    expect(states.lost).toEqual([{ from: 1, to: 1 }]);
    expect(states.left).toEqual([{ from: 4, to: 5 }]);
  });

  it('has an interpolated span between two labels where that is asked for, and none across a lost frame', () => {
    const track = { ...trackOfLabels([]), shapes: { 0: label(), 4: label(), 12: label() }, lost: [frameIndex(8)] };
    const between = { wanted: [0, 4, 8, 12], video: VIDEO };
    expect(laneOf(track, VIDEO, between).states.interpolated).toEqual([{ from: 1, to: 3 }]);
    expect(laneOf(track, VIDEO, null).states.interpolated).toEqual([]);
  });

  it('says of every frame exactly what the track says of it', () => {
    fc.assert(
      fc.property(tracks, (track) => {
        const { states, occluded, verified } = laneOf(track, VIDEO, null);
        const said = LABEL_STATES.flatMap((state) => ranksOf(states[state]).map((rank) => [rank, state] as const));
        const known = Object.entries(track.shapes).map(([key, shape]) => [Number(key), labelStateOf(shape)] as const);
        const lost = track.lost.map((rank) => [rank, stateWithoutShape(track, rank, VIDEO)] as const);
        expect(new Map(said)).toEqual(new Map([...known, ...lost]));
        expect(said).toHaveLength(known.length + lost.length);
        const marked = (mark: 'occluded' | 'verified') =>
          Object.entries(track.shapes).flatMap(([key, shape]) => (!shape.outside && shape[mark] ? [Number(key)] : []));
        expect(ranksOf(occluded)).toEqual(marked('occluded'));
        expect(ranksOf(verified)).toEqual(marked('verified'));
      }),
    );
  });

  it('measures the distance of sampled frames', () => {
    expect(largestGap([0, 5, 13, 18])).toBe(8);
    expect(largestGap([])).toBe(1);
  });
});
