import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ForgeError } from '../errors.ts';
import { imageBox } from '../schema/brands.ts';
import { bitmasks, drawn, maskWhere } from './testing/arbitraries.ts';
import type { Bitmask } from './bitmask.ts';
import { decodeMask, encodeMask, maskBox } from './mask-rle.ts';
import { cropMask, fromCocoCounts, pasteMask, resampleMask, toCocoCounts, transposeMask } from './mask-window.ts';

const at = ({ width, height, data }: Bitmask, x: number, y: number): boolean =>
  x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1;

const offset = fc.integer({ min: -14, max: 14 });
const size = fc.integer({ min: 1, max: 20 });

describe('cropMask and pasteMask', () => {
  it('show what stands at a place', () => {
    fc.assert(
      fc.property(bitmasks, offset, offset, size, size, (mask, x, y, width, height) => {
        const crop = cropMask(encodeMask(mask), imageBox(x, y, width, height));
        expect(crop).toEqual(encodeMask(maskWhere(width, height, (cx, cy) => at(mask, cx + x, cy + y))));
        const paste = pasteMask(encodeMask(mask), x, y, width, height);
        expect(paste).toEqual(encodeMask(maskWhere(width, height, (px, py) => at(mask, px - x, py - y))));
      }),
    );
  });

  it('are inverse to each other', () => {
    fc.assert(
      fc.property(bitmasks, fc.nat(9), fc.nat(9), (mask, x, y) => {
        const small = encodeMask(mask);
        const pasted = pasteMask(small, x, y, mask.width + x + 3, mask.height + y + 2);
        expect(cropMask(pasted, imageBox(x, y, mask.width, mask.height))).toEqual(small);
        const box = maskBox(small);
        if (box) expect(pasteMask(cropMask(small, box), box[0], box[1], mask.width, mask.height)).toEqual(small);
      }),
    );
  });

  it('refuse places between pixels and frames without pixels', () => {
    const mask = encodeMask(drawn('#'));
    expect(() => cropMask(mask, imageBox(0.5, 0, 1, 1))).toThrow(ForgeError);
    expect(() => cropMask(mask, imageBox(0, 0, 0, 1))).toThrow(ForgeError);
    expect(() => pasteMask(mask, 0, 0.5, 2, 2)).toThrow(ForgeError);
    expect(() => resampleMask(mask, 0, 2)).toThrow(ForgeError);
  });
});

describe('resampleMask', () => {
  it('takes the pixel under each centre', () => {
    fc.assert(
      fc.property(bitmasks, size, size, (mask, width, height) => {
        const nearest = maskWhere(width, height, (x, y) =>
          at(
            mask,
            Math.floor(((2 * x + 1) * mask.width) / (2 * width)),
            Math.floor(((2 * y + 1) * mask.height) / (2 * height)),
          ),
        );
        expect(resampleMask(encodeMask(mask), width, height)).toEqual(encodeMask(nearest));
      }),
    );
  });

  it('comes back from a whole multiple', () => {
    fc.assert(
      fc.property(bitmasks, fc.integer({ min: 1, max: 4 }), (mask, factor) => {
        const larger = resampleMask(encodeMask(mask), mask.width * factor, mask.height * factor);
        expect(decodeMask(resampleMask(larger, mask.width, mask.height))).toEqual(mask);
      }),
    );
  });
});

describe('column-major counts', () => {
  it('run down the columns, background first', () => {
    // COCO counts down each column, from the left one on.
    expect(toCocoCounts(encodeMask(drawn('.#.', '#.#')))).toEqual([1, 2, 2, 1]);
    expect(decodeMask(fromCocoCounts([1, 2, 1, 1, 1], 3, 2))).toEqual(drawn('.##', '#..'));
    expect(toCocoCounts(encodeMask(drawn('##', '##')))).toEqual([0, 4]);
  });

  it('come back, and mirror the pixels', () => {
    fc.assert(
      fc.property(bitmasks, (mask) => {
        const encoded = encodeMask(mask);
        const mirrored = maskWhere(mask.height, mask.width, (x, y) => at(mask, y, x));
        expect(transposeMask(encoded)).toEqual(encodeMask(mirrored));
        expect(fromCocoCounts(toCocoCounts(encoded), mask.width, mask.height)).toEqual(encoded);
      }),
    );
  });

  it('are refused where they do not fill the frame', () => {
    expect(() => fromCocoCounts([3], 2, 2)).toThrow(expect.objectContaining({ code: 'internal' }));
  });
});
