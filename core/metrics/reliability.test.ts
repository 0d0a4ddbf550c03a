import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reliabilityOf, type Stated } from './reliability.ts';

const stated = (confidence: number, right: number, of: number): Stated[] =>
  Array.from({ length: of }, (_, at) => ({ confidence, right: at < right }));

describe('the reliability of stated confidences', () => {
  it('is the share of each bin that was right, beside what the bin says', () => {
    const { bins, expectedCalibrationError } = reliabilityOf([...stated(0.9, 9, 10), ...stated(0.25, 2, 2)]);
    expect(bins).toHaveLength(10);
    expect(bins[9]).toEqual({ from: 0.9, to: 1, count: 10, stated: expect.closeTo(0.9) as number, right: 0.9 });
    expect(bins[2]).toMatchObject({ count: 2, stated: 0.25, right: 1 });
    expect(bins[5]).toMatchObject({ count: 0, stated: null, right: null });
    expect(expectedCalibrationError).toBeCloseTo((2 * 0.75) / 12);
  });

  it('counts a confidence of 1 in the last bin, and has no error of nothing', () => {
    expect(reliabilityOf(stated(1, 3, 3)).bins[9]).toMatchObject({ count: 3, right: 1 });
    expect(reliabilityOf([]).expectedCalibrationError).toBe(0);
  });

  it('counts every statement once, and errs by 0 to 1', () => {
    const statements = fc.array(
      fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), right: fc.boolean() }),
    );
    fc.assert(
      fc.property(statements, fc.integer({ min: 1, max: 20 }), (all, count) => {
        const { bins, expectedCalibrationError } = reliabilityOf(all, count);
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(all.length);
        expect(expectedCalibrationError).toBeGreaterThanOrEqual(0);
        expect(expectedCalibrationError).toBeLessThanOrEqual(1);
        for (const { count: n, stated: said, from, to } of bins)
          if (n > 0) expect(said).toSatisfy((value: number) => value >= from - 1e-9 && value <= to + 1e-9);
      }),
    );
  });
});
