import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskRleSchema, type MaskRle } from '../schema/mask.ts';
import { bitmaskPairs, bitmasks, drawn, rowsOf } from './testing/arbitraries.ts';
import { bitmaskArea, bitmaskBox, type Bitmask } from './bitmask.ts';
import * as rle from './mask-rle.ts';

/** The same mask with its runs cut up by empty runs, which the schema allows. */
const cutUp = ({ width, height, counts }: MaskRle): MaskRle => ({
  width,
  height,
  counts: counts.flatMap((run) => (run > 1 ? [1, 0, run - 1] : [run])),
});

const pixelwise = (a: Bitmask, b: Bitmask, keep: (inA: number, inB: number) => number): Bitmask => ({
  ...a,
  data: a.data.map((value, i) => keep(value, b.data[i] ?? 0)),
});

describe('encodeMask and decodeMask', () => {
  it('writes rows, background first', () => {
    expect(rle.encodeMask(drawn('..#', '##.')).counts).toEqual([2, 3, 1]);
    expect(rle.encodeMask(drawn('##', '..')).counts).toEqual([0, 2, 2]);
    expect(rle.encodeMask(drawn('..', '..')).counts).toEqual([4]);
  });

  it('give back every mask, in runs that the schema takes', () => {
    fc.assert(
      fc.property(bitmasks, (mask) => {
        const encoded = rle.encodeMask(mask);
        expect(maskRleSchema.parse(encoded)).toEqual(encoded);
        expect(encoded.counts.slice(1)).not.toContain(0);
        expect(rle.decodeMask(encoded)).toEqual(mask);
        expect(rle.decodeMask(cutUp(encoded))).toEqual(mask);
      }),
    );
  });
});

describe('measures on runs', () => {
  it('are those of the pixels', () => {
    fc.assert(
      fc.property(bitmasks, (mask) => {
        const area = mask.data.reduce((sum, value) => sum + value, 0);
        const xs = [...mask.data].flatMap((value, i) => (value ? [i % mask.width] : []));
        const ys = [...mask.data].flatMap((value, i) => (value ? [Math.floor(i / mask.width)] : []));
        const [left, top] = [Math.min(...xs), Math.min(...ys)];
        const box = area === 0 ? null : [left, top, Math.max(...xs) + 1 - left, Math.max(...ys) + 1 - top];
        expect(bitmaskArea(mask)).toBe(area);
        expect(bitmaskBox(mask)).toEqual(box);
        for (const encoded of [rle.encodeMask(mask), cutUp(rle.encodeMask(mask))]) {
          expect(rle.maskArea(encoded)).toBe(area);
          expect(rle.maskBox(encoded)).toEqual(box);
        }
      }),
    );
  });
});

describe('masks together', () => {
  it('are joined, cut and compared as their pixels are', () => {
    fc.assert(
      fc.property(bitmaskPairs, ([first, second]) => {
        const a = cutUp(rle.encodeMask(first));
        const b = rle.encodeMask(second);
        const both = pixelwise(first, second, (inA, inB) => inA & inB);
        const either = pixelwise(first, second, (inA, inB) => inA | inB);
        expect(rle.maskUnion(a, b)).toEqual(rle.encodeMask(either));
        expect(rle.maskDifference(a, b)).toEqual(
          rle.encodeMask(pixelwise(first, second, (inA, inB) => inA & (1 - inB))),
        );
        expect(rle.maskIntersectionArea(a, b)).toBe(bitmaskArea(both));
        expect(rle.masksEqual(a, b)).toBe(first.data.every((value, i) => value === second.data[i]));
        expect(rle.masksEqual(a, rle.encodeMask(first))).toBe(true);
      }),
    );
  });

  it('have a symmetric IoU within 0..1 that is 1 only for equal masks', () => {
    fc.assert(
      fc.property(bitmaskPairs, ([first, second]) => {
        const [a, b] = [rle.encodeMask(first), rle.encodeMask(second)];
        const iou = rle.maskIou(a, b);
        expect(rle.maskIou(b, a)).toBe(iou);
        expect(iou).toBeGreaterThanOrEqual(0);
        expect(iou).toBeLessThanOrEqual(1);
        expect(iou === 1).toBe(rle.masksEqual(a, b));
      }),
    );
  });

  it('are refused where their frames differ', () => {
    const [a, b] = [rle.encodeMask(drawn('##')), rle.encodeMask(drawn('#', '#'))];
    expect(() => rle.maskIou(a, b)).toThrow(expect.objectContaining({ code: 'internal' }));
    expect(rle.masksEqual(a, b)).toBe(false);
  });
});

describe('maskOfRuns', () => {
  it('joins touching runs and skips empty ones', () => {
    const mask = rle.maskOfRuns(4, 2, [0, 2, 3, 7], [2, 2, 5, 8]);
    expect(rowsOf(rle.decodeMask(mask))).toEqual(['##.#', '#..#']);
    expect(mask.counts).toEqual([0, 2, 1, 2, 2, 1]);
    expect(rle.maskOfRuns(2, 1, [0, 1], [1, 2]).counts).toEqual([0, 2]);
  });
});
