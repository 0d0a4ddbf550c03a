import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datasetPrice } from './price.ts';

const pricing = (perFrameClass: number) => ({ perFrameClass, currency: 'USD' });

describe('datasetPrice', () => {
  it('is frames × classes × unit price', () => {
    expect(datasetPrice(120, 2, pricing(5))).toBe(1200);
    expect(datasetPrice(3, 1, pricing(0.1))).toBe(0.3);
    expect(datasetPrice(0, 4, pricing(5))).toBe(0);
  });

  it('grows with every factor and never has more than two decimals', () => {
    const counts = fc.integer({ min: 0, max: 100_000 });
    const unit = fc.integer({ min: 0, max: 100_000 }).map((cents) => cents / 100);
    fc.assert(
      fc.property(counts, fc.integer({ min: 0, max: 200 }), unit, (frames, classes, perFrameClass) => {
        const price = datasetPrice(frames, classes, pricing(perFrameClass));
        expect(datasetPrice(frames + 1, classes, pricing(perFrameClass))).toBeGreaterThanOrEqual(price);
        expect(datasetPrice(frames, classes + 1, pricing(perFrameClass))).toBeGreaterThanOrEqual(price);
        expect(Number(price.toFixed(2))).toBe(price);
      }),
    );
  });
});
