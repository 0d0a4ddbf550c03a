import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitAt, splitSizes } from './split.ts';

const standard = { train: 0.7, val: 0.2, test: 0.1 };

describe('the split', () => {
  it.each([
    [0, { train: 0, val: 0, test: 0 }],
    [1, { train: 1, val: 0, test: 0 }],
    [2, { train: 1, val: 1, test: 0 }],
    [3, { train: 2, val: 1, test: 0 }],
    [5, { train: 3, val: 1, test: 1 }],
    [10, { train: 7, val: 2, test: 1 }],
    [1000, { train: 700, val: 200, test: 100 }],
  ])('of %i frames by 70/20/10', (count, sizes) => {
    expect(splitSizes(count, standard)).toEqual(sizes);
  });

  it('has no test part where none is asked for', () => {
    expect(splitSizes(100, { train: 0.8, val: 0.2, test: 0 })).toEqual({ train: 80, val: 20, test: 0 });
  });

  it('is of contiguous blocks in order, covers every frame, and leaves neither train nor val empty', () => {
    const shares = fc
      .tuple(
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      )
      .map(([train, val, test]) => {
        const sum = train + val + test;
        return { train: train / sum, val: val / sum, test: test / sum };
      });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), shares, (count, split) => {
        const sizes = splitSizes(count, split);
        expect(sizes.train).toBeGreaterThan(0);
        expect(sizes.val).toBeGreaterThan(0);
        expect(sizes.test).toBeGreaterThanOrEqual(0);
        const parts = Array.from({ length: count }, (_, at) => splitAt(at, sizes));
        const blocks = parts.filter((part, at) => part !== parts[at - 1]);
        expect(blocks).toEqual(['train', 'val', 'test'].slice(0, sizes.test > 0 ? 3 : 2));
        expect(parts.filter((part) => part === 'val')).toHaveLength(sizes.val);
        // Rounding and the two guarantees can move each part this far from its share.
        expect(Math.abs(sizes.train - count * split.train)).toBeLessThanOrEqual(3);
      }),
    );
  });
});
