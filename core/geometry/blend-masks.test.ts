import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskRleSchema, type MaskRle } from '../schema/mask.ts';
import { blendMasks } from './blend-masks.ts';
import { encodeMask, maskBox, maskIou } from './mask-rle.ts';
import { pasteMask } from './mask-window.ts';
import { bitmaskPairs, bitmasks, maskWhere } from './testing/arbitraries.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const [WIDTH, HEIGHT] = [120, 80];
const disc = (x: number, y: number, radius: number): MaskRle =>
  encodeMask(maskWhere(WIDTH, HEIGHT, (u, v) => Math.hypot(u + 0.5 - x, v + 0.5 - y) < radius));

describe('a mask between two others', () => {
  it('is exactly the one at share 0 and the other at share 1, and nearly so beside them', () => {
    fc.assert(
      fc.property(bitmaskPairs, ([first, second]) => {
        const [a, b] = [encodeMask(first), encodeMask(second)];
        fc.pre(maskBox(a) !== null && maskBox(b) !== null);
        expect(blendMasks(a, b, 0)).toEqual(a);
        expect(blendMasks(a, b, 1)).toEqual(b);
        const near = blendMasks(a, b, 1e-9);
        expect(near && maskIou(near, a)).toBe(1);
      }),
    );
  });

  it('has the shape of a mask that only moves, moved', () => {
    const steps = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(bitmasks, steps, fc.nat(5), fc.nat(5), (shape, parts, dx, dy) => {
        const mask = encodeMask(shape);
        fc.pre(maskBox(mask) !== null);
        const at = (step: number) => pasteMask(mask, 3 + dx * step, 2 + dy * step, WIDTH, HEIGHT);
        for (let step = 0; step <= parts; step++) expect(blendMasks(at(0), at(parts), step / parts)).toEqual(at(step));
      }),
    );
  });

  it('is a mask of the frame within the boxes of the two, whatever they are', () => {
    fc.assert(
      fc.property(bitmaskPairs, share, ([first, second], at) => {
        const [a, b] = [encodeMask(first), encodeMask(second)];
        const blended = blendMasks(a, b, at);
        const [boxA, boxB] = [maskBox(a), maskBox(b)];
        if (!boxA || !boxB) expect(blended).toBeNull();
        if (!boxA || !boxB || !blended) return;
        expect(maskRleSchema.parse(blended)).toEqual(blended);
        const box = maskBox(blended);
        if (!box) throw new Error('an empty mask is null');
        for (const axis of [0, 1] as const) {
          expect(box[axis]).toBeGreaterThanOrEqual(Math.min(boxA[axis], boxB[axis]));
          const end = (of: typeof box) => of[axis] + of[(axis + 2) as 2 | 3];
          expect(end(box)).toBeLessThanOrEqual(Math.max(end(boxA), end(boxB)));
        }
      }),
    );
  });

  it('grows and moves as a disc does that comes nearer', () => {
    const blended = blendMasks(disc(30, 30, 10), disc(70, 40, 20), 0.5);
    expect(blended && maskIou(blended, disc(50, 35, 15))).toBeGreaterThan(0.97);
  });

  it('is as wide as half of both where a square becomes a cross', () => {
    const square = encodeMask(maskWhere(9, 9, () => true));
    const cross = encodeMask(maskWhere(9, 9, (x, y) => x === 4 || y === 4));
    const blended = blendMasks(square, cross, 0.5);
    expect(blended && maskIou(blended, square)).toBeLessThan(1);
    expect(blended && maskIou(blended, cross)).toBeLessThan(1);
    expect(blended && maskBox(blended)).toEqual([0, 0, 9, 9]);
  });

  it('is nothing where the two have nothing in common', () => {
    const falling = encodeMask(maskWhere(20, 20, (x, y) => x === y));
    const rising = encodeMask(maskWhere(20, 20, (x, y) => x + y === 19 && Math.abs(x - y) > 4));
    expect(blendMasks(falling, rising, 0.5)).toBeNull();
  });
});
