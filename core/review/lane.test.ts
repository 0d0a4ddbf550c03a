import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Track } from '../schema/project.ts';
import { LABEL_STATES, labelStateOf } from './label-state.ts';
import { laneOf, largestGap, type Span } from './lane.ts';
import { label, trackOfLabels, tracks } from './tracks.testing.ts';

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

  it('joins processed frames into spans and begins a new one where the state changes or frames are missing', () => {
    const { states, occluded, verified, keyframes } = laneOf(sampled, 6);
    expect(states).toEqual({
      user: [{ from: 0, to: 5 }],
      propagated: [
        { from: 6, to: 11 },
        { from: 18, to: 23 },
        { from: 36, to: 41 },
      ],
      interpolated: [],
      low: [{ from: 12, to: 17 }],
      lost: [{ from: 24, to: 24 }],
      outside: [{ from: 42, to: 42 }],
    });
    expect(occluded).toEqual([{ from: 6, to: 11 }]);
    expect(verified).toEqual([{ from: 18, to: 23 }]);
    expect(keyframes).toEqual([
      { rank: 0, outside: false },
      { rank: 42, outside: true },
    ]);
  });

  it('says of every frame exactly what the track says of it', () => {
    fc.assert(
      fc.property(tracks, (track) => {
        const { states, occluded, verified } = laneOf(track, 1);
        const said = LABEL_STATES.flatMap((state) => ranksOf(states[state]).map((rank) => [rank, state] as const));
        const known = Object.entries(track.shapes).map(([key, shape]) => [Number(key), labelStateOf(shape)] as const);
        const lost = track.lost.map((rank) => [rank, 'lost'] as const);
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
