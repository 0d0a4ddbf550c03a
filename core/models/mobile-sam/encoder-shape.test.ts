import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paddedShape, shapeConstants } from './encoder-shape.ts';

const sideArb = fc.integer({ min: 1, max: 64 });

describe('the shape of the encoder', () => {
  it('holds the content in whole windows, as far as the square does', () => {
    fc.assert(
      fc.property(sideArb, sideArb, (rows, columns) => {
        const { padded, ...content } = paddedShape({ rows, columns });
        expect(content).toEqual({ rows, columns });
        for (const [side, of] of [
          [padded.rows, rows],
          [padded.columns, columns],
        ] as const) {
          expect(side).toBeGreaterThanOrEqual(of);
          // Whole windows with two cells of padding at least, and no window more than that takes.
          expect(side === 64 || (side % 14 === 0 && side - of >= 2)).toBe(true);
          expect(side - of).toBeLessThan(2 + 14);
        }
      }),
    );
  });

  it('cuts what it pads, and pads to whole windows', () => {
    fc.assert(
      fc.property(sideArb, sideArb, (rows, columns) => {
        const constants = shapeConstants({ rows, columns });
        const value = (name: string) => constants.get(name) ?? [];
        for (const [stage, window, finer] of [
          ['/layers.1/blocks.1', 7, 2],
          ['/layers.2/blocks.5', 14, 1],
          ['/layers.3/blocks.0', 7, 1],
        ] as const) {
          const of = (number: number) => value(`${stage}/Constant_${number}_output_0`);
          const [, , , right = 0, , bottom = 0] = of(6);
          expect([of(24), of(25)]).toEqual([[rows * finer + bottom], [columns * finer + right]]);
          expect([of(13), of(15)]).toEqual([[(rows * finer + bottom) / window], [(columns * finer + right) / window]]);
          expect([of(28), of(32)]).toEqual([[rows * finer], [columns * finer]]);
        }
      }),
    );
  });

  it('is that of the published graph for the square', () => {
    const constants = shapeConstants({ rows: 64, columns: 64 });
    expect(constants.get('/layers.1/blocks.0/Constant_6_output_0')).toEqual([0, 0, 0, 5, 0, 5]);
    expect(constants.get('/layers.2/blocks.3/Constant_13_output_0')).toEqual([5]);
    expect(constants.get('/layers.3/blocks.1/Constant_24_output_0')).toEqual([70]);
    expect(constants.get('/layers.2/downsample/Constant_output_0')).toEqual([1, 64, 64, -1]);
  });
});
