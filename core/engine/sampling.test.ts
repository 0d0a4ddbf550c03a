import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleFrames } from './sampling.ts';

const timestampsArb = fc
  .array(fc.double({ min: 0.002, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 200 })
  .map((steps) => steps.reduce<number[]>((times, step) => [...times, (times.at(-1) ?? 0) + step], [0.5]));

describe('sampling', () => {
  it('takes every n-th frame from the first on', () => {
    expect(sampleFrames([0, 1, 2, 3, 4, 5, 6], { kind: 'every', n: 3 })).toEqual([0, 3, 6]);
  });

  it('keeps time with a constant rate whose timestamps are rounded to milliseconds', () => {
    const rounded = Array.from({ length: 300 }, (_, i) => Math.round((i / 29.97) * 1000) / 1000);
    expect(sampleFrames(rounded, { kind: 'fps', fps: 29.97 })).toHaveLength(300);
    const tenth = Array.from({ length: 100 }, (_, i) => i / 25);
    expect(sampleFrames(tenth, { kind: 'fps', fps: 5 })).toEqual(Array.from({ length: 20 }, (_, i) => i * 5));
  });

  it('is even in time, ascending, distinct and never ahead of its tick, at any rate', () => {
    fc.assert(
      fc.property(timestampsArb, fc.double({ min: 0.5, max: 60, noNaN: true }), (timestamps, fps) => {
        const picked = sampleFrames(timestamps, { kind: 'fps', fps });
        expect(picked[0]).toBe(0);
        picked.forEach((rank, i) => {
          if (i > 0) expect(rank).toBeGreaterThan(picked[i - 1] as number);
          // The i-th picked frame serves tick i or a later one.
          expect((timestamps[rank] as number) - 0.5 + 0.0005).toBeGreaterThanOrEqual(i / fps - 1e-9);
        });
        const span = timestamps.at(-1) - 0.5;
        expect(picked.length).toBeLessThanOrEqual(Math.floor((span + 0.0005) * fps) + 1);
      }),
    );
  });
});
