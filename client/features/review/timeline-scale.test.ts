import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laneOf } from '../../../core/review/lane.ts';
import { label, trackOfLabels, tracks } from '../../../core/review/testing/tracks.ts';
import { lanePaths } from './lane-paths.ts';
import { centreOf, nearestFrameIndex, frameIndexAt, rulerTicks, tickStep } from './timeline-scale.ts';

const VIDEO = { width: 200, height: 120 };

describe('the scale of the timeline', () => {
  it('leads from a frame to its place and back', () => {
    const sizes = fc.record({
      width: fc.integer({ min: 100, max: 2000 }),
      frames: fc.integer({ min: 1, max: 100_000 }),
    });
    fc.assert(
      fc.property(sizes, fc.nat(), (scale, any) => {
        const rank = any % scale.frames;
        expect(frameIndexAt(centreOf(rank, scale), scale)).toBe(rank);
      }),
    );
    expect(frameIndexAt(-5, { width: 100, frames: 10 })).toBe(0);
    expect(frameIndexAt(500, { width: 100, frames: 10 })).toBe(9);
  });

  it('finds the nearest of some frames', () => {
    expect([0, 4, 5, 6, 99].map((rank) => nearestFrameIndex([2, 8], rank))).toEqual([2, 2, 2, 8, 8]);
    expect(nearestFrameIndex([], 3)).toBeNull();
  });

  it('has ticks at round times, on the frames that are on the screen then', () => {
    expect(tickStep(10, 10)).toBe(1);
    expect(tickStep(600, 8)).toBe(120);
    // Two seconds at ten frames a second, then two frames shown for four seconds each.
    const timestamps = [...Array.from({ length: 20 }, (_, at) => at / 10), 2, 6];
    const { step, ticks } = rulerTicks(timestamps, 600, { tickRoom: 90, labelWidth: 10 });
    expect(step).toBe(1);
    expect(ticks).toEqual([
      { seconds: 0, rank: 0 },
      { seconds: 1, rank: 10 },
      { seconds: 2, rank: 20 },
      { seconds: 3, rank: 21 },
    ]);
  });
});

describe('what is drawn of a lane', () => {
  const scale = { width: 300, frames: 30 };

  it('is one path a kind, at the places of its frames', () => {
    const track = trackOfLabels([label({ source: 'user' }), label(), label(), label({ confidence: 0.2 }), null]);
    const { kinds, keyframes, absences } = lanePaths(laneOf(track, VIDEO, null), scale);
    expect(kinds.user).toBe('M0 8H10');
    expect(kinds.propagated).toBe('M10 8H30');
    expect(kinds.low).toBe('M30 8H40');
    expect(kinds.lost).toMatch(/^M40 [\d.]+L.*L50 [\d.]+$/);
    expect(kinds.interpolated + kinds.outside + kinds.occluded + kinds.verified).toBe('');
    expect(keyframes).toMatch(/^M5 /);
    expect(absences).toBe('');
  });

  it('leaves the frames between two samples empty, and shows every sample where many frames share a pixel', () => {
    const sampled = (frames: number) =>
      trackOfLabels(Array.from({ length: frames }, (_, rank) => (rank % 6 === 0 ? label() : undefined)));
    const ticks = (frames: number, width: number) =>
      [
        ...lanePaths(laneOf(sampled(frames), VIDEO, null), { width, frames }).kinds.propagated.matchAll(
          /M([\d.]+) 8H([\d.]+)/g,
        ),
      ].map(([, from, to]) => [Number(from), Number(to)] as const);
    expect(ticks(18, 180)).toEqual([
      [0, 10],
      [60, 70],
      [120, 130],
    ]);
    // A frame has a third of a pixel: ticks of two pixels, one for every sample, with nothing between.
    expect(ticks(60, 20)).toEqual(Array.from({ length: 10 }, (_, at) => [at * 2, at * 2 + 2]));
    const far = ticks(6000, 300);
    for (const [from, to] of far) expect(to - from).toBeCloseTo(2);
    // One band: no gap of more than a pixel.
    far.slice(1).forEach(([from], at) => expect(from - (far[at]?.[1] ?? 0)).toBeLessThanOrEqual(1));
  });

  it('stays small where thousands of spans share the width', () => {
    const labels = Array.from({ length: 10_000 }, (_, at) => label(at % 2 === 0 ? { source: 'user' } : {}));
    const { kinds, keyframes } = lanePaths(laneOf(trackOfLabels(labels), VIDEO, null), { width: 300, frames: 10_000 });
    expect(kinds.user.match(/M/g)?.length).toBeLessThanOrEqual(301);
    expect(keyframes.match(/M/g)?.length).toBeLessThanOrEqual(301);
  });

  it('has no number that is none, and nothing outside the lane but the width of a single frame', () => {
    fc.assert(
      fc.property(tracks, (track) => {
        const { kinds, keyframes, absences } = lanePaths(laneOf(track, VIDEO, null), scale);
        const drawn = Object.values(kinds).join('');
        expect(`${drawn}${keyframes}${absences}`).not.toMatch(/NaN|Infinity|undefined/);
        for (const [, x] of drawn.matchAll(/[MLH]([\d.-]+)/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(302);
        }
      }),
    );
  });
});
