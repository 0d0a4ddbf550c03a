import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bitmask } from '../geometry/bitmask.ts';
import { imageBox } from '../schema/brands.ts';
import { boundaryF, dilate, maskBoundary } from './boundary-f.ts';
import { foundBoxIou, bitmaskIou } from './mask-iou.ts';

/** A mask drawn as text: `#` is object. */
function drawn(...rows: string[]): Bitmask {
  const text = rows.join('');
  return { width: rows[0]?.length ?? 0, height: rows.length, data: Uint8Array.from(text, (c) => (c === '#' ? 1 : 0)) };
}

function rows({ width, data }: Bitmask): string[] {
  const text = [...data].map((value) => (value ? '#' : '.')).join('');
  return text.match(new RegExp(`.{${width}}`, 'g')) ?? [];
}

/** A filled rectangle in an otherwise empty frame. */
function rectangle(width: number, height: number, [x, y, w, h]: [number, number, number, number]): Bitmask {
  const data = new Uint8Array(width * height);
  for (let row = y; row < y + h; row++) data.fill(1, row * width + x, row * width + x + w);
  return { width, height, data };
}

const masks = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })).chain(([width, height]) => {
  const data = fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 });
  const mask = data.map((bits): Bitmask => ({ width, height, data: bits }));
  return fc.tuple(mask, mask);
});

describe('bitmaskIou', () => {
  it('is the share of common pixels', () => {
    expect(bitmaskIou(drawn('##..'), drawn('.##.'))).toBeCloseTo(1 / 3);
    expect(bitmaskIou(drawn('##..'), drawn('..##'))).toBe(0);
  });

  it('is 1 for two empty masks and 0 for one', () => {
    expect(bitmaskIou(drawn('....'), drawn('....'))).toBe(1);
    expect(bitmaskIou(drawn('....'), drawn('...#'))).toBe(0);
  });

  it('refuses masks of different sizes', () => {
    expect(() => bitmaskIou(drawn('##'), drawn('#', '#'))).toThrow(RangeError);
  });

  it('is symmetric, within 0..1, and 1 only for equal masks', () => {
    fc.assert(
      fc.property(masks, ([a, b]) => {
        const j = bitmaskIou(a, b);
        expect(bitmaskIou(b, a)).toBe(j);
        expect(j).toBeGreaterThanOrEqual(0);
        expect(j === 1).toBe(a.data.every((value, i) => value === b.data[i]));
      }),
    );
  });
});

describe('foundBoxIou', () => {
  it('treats an object that is not there as something to be found too', () => {
    expect(foundBoxIou(null, null)).toBe(1);
    expect(foundBoxIou(imageBox(0, 0, 2, 2), null)).toBe(0);
    expect(foundBoxIou(null, imageBox(0, 0, 2, 2))).toBe(0);
    expect(foundBoxIou(imageBox(0, 0, 2, 2), imageBox(1, 0, 2, 2))).toBeCloseTo(1 / 3);
  });
});

describe('maskBoundary', () => {
  // The results of seg2bmap of davis2017-evaluation for these masks.
  it('marks what differs from the right, lower or lower right neighbour', () => {
    expect(rows(maskBoundary(drawn('.....', '.##..', '.##..', '.....')))).toEqual(['###..', '#.#..', '###..', '.....']);
  });

  it('does not look beyond the frame', () => {
    expect(rows(maskBoundary(drawn('..#', '..#', '..#')))).toEqual(['.#.', '.#.', '.#.']);
    expect(rows(maskBoundary(drawn('##', '##')))).toEqual(['..', '..']);
    expect(rows(maskBoundary(drawn('...', '...', '.#.')))).toEqual(['...', '##.', '##.']);
  });
});

describe('dilate', () => {
  it('reaches a disk', () => {
    expect(rows(dilate(drawn('.....', '.....', '..#..', '.....', '.....'), 2))).toEqual([
      '..#..',
      '.###.',
      '#####',
      '.###.',
      '..#..',
    ]);
  });

  it('reaches exactly the pixels within the radius of one of the mask', () => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 0, max: 5 }), ([{ width, height, data }], radius) => {
        const on = [...data.keys()]
          .filter((at) => data[at] === 1)
          .map((at) => [at % width, Math.floor(at / width)] as const);
        const expected = Uint8Array.from({ length: width * height }, (_, at) => {
          const [x, y] = [at % width, Math.floor(at / width)];
          return on.some(([px, py]) => (px - x) ** 2 + (py - y) ** 2 <= radius ** 2) ? 1 : 0;
        });
        expect(dilate({ width, height, data }, radius).data).toEqual(expected);
      }),
    );
  });
});

describe('boundaryF', () => {
  it('is 1 for equal masks, two empty ones included, and symmetric', () => {
    fc.assert(
      fc.property(masks, ([a, b]) => {
        expect(boundaryF(a, a)).toBe(1);
        expect(boundaryF(a, b)).toBe(boundaryF(b, a));
      }),
    );
  });

  it('is 0 where one mask is empty', () => {
    const object = rectangle(40, 30, [10, 10, 8, 8]);
    expect(boundaryF(object, rectangle(40, 30, [0, 0, 0, 0]))).toBe(0);
    expect(boundaryF(rectangle(40, 30, [0, 0, 0, 0]), object)).toBe(0);
  });

  it('forgives a shift within 0.8 % of the diagonal and no more', () => {
    // 300 × 400: the diagonal is 500 pixels, the tolerance 4.
    const truth = rectangle(400, 300, [100, 100, 60, 60]);
    expect(boundaryF(rectangle(400, 300, [104, 100, 60, 60]), truth)).toBe(1);
    const further = boundaryF(rectangle(400, 300, [105, 100, 60, 60]), truth);
    expect(further).toBeLessThan(0.6);
    expect(further).toBeGreaterThan(0.4);
  });

  it('is the harmonic mean of precision and recall', () => {
    // A second object that does not exist: all of the true boundary is found, half of the found boundary is
    // true.
    const truth = rectangle(400, 300, [50, 50, 60, 60]);
    const both = rectangle(400, 300, [50, 50, 60, 60]);
    for (let y = 200; y < 260; y++) both.data.fill(1, y * 400 + 300, y * 400 + 360);
    expect(boundaryF(both, truth)).toBeCloseTo((2 * 0.5 * 1) / 1.5);
  });
});
