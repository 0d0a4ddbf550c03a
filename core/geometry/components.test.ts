import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitmasks, drawn, rowsOf } from './testing/arbitraries.ts';
import { bitmaskArea, type Bitmask } from './bitmask.ts';
import { fillHoles, findComponents, joinRuns, keepLargeComponents, separatePieces } from './components.ts';
import { encodeMask, rowRuns } from './mask-rle.ts';

/**
 * By exhaustive search: floods from each pixel that has no label yet. Labels are 1-based in the order of
 * first pixels, 0 elsewhere.
 */
function flooded({ width, height, data }: Bitmask, value: 0 | 1, diagonal: boolean): Int32Array {
  const labels = new Int32Array(width * height);
  let label = 0;
  for (let seed = 0; seed < data.length; seed++) {
    if (data[seed] !== value || labels[seed] !== 0) continue;
    label++;
    const queue = [seed];
    for (let pixel = queue.pop(); pixel !== undefined; pixel = queue.pop()) {
      labels[pixel] = label;
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const inFrame = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
          const next = (y + dy) * width + x + dx;
          const isStep = diagonal || dx === 0 || dy === 0;
          if (inFrame && isStep && data[next] === value && labels[next] === 0) queue.push(next);
        }
    }
  }
  return labels;
}

function labelsOf(mask: Bitmask, diagonal: boolean): Int32Array {
  const { starts, ends, pieces } = findComponents(mask, diagonal);
  const labels = new Int32Array(mask.width * mask.height);
  pieces.forEach((piece, run) => labels.fill(piece + 1, starts[run], ends[run]));
  return labels;
}

describe('findComponents', () => {
  it('parts the mask as flooding does', () => {
    fc.assert(
      fc.property(bitmasks, fc.boolean(), (mask, diagonal) => {
        expect(labelsOf(mask, diagonal)).toEqual(flooded(mask, 1, diagonal));
      }),
    );
  });

  it('measures pieces that together are the mask', () => {
    fc.assert(
      fc.property(bitmasks, (mask) => {
        const { areas } = findComponents(mask);
        const labels = flooded(mask, 1, false);
        expect(areas).toEqual(areas.map((_, piece) => labels.filter((label) => label === piece + 1).length));
        expect(areas.reduce((sum, area) => sum + area, 0)).toBe(bitmaskArea(mask));
      }),
    );
  });

  it('does not join the end of a row with the begin of another', () => {
    expect(findComponents(drawn('..#', '#..'), true).areas).toEqual([1, 1]);
    expect(findComponents(drawn('..#', '...', '#..'), true).areas).toEqual([1, 1]);
    expect(findComponents(drawn('.#.', '#..'), true).areas).toEqual([2]);
  });
});

describe('joinRuns', () => {
  it('finds in the runs of an encoded mask what findComponents finds in its pixels', () => {
    fc.assert(
      fc.property(bitmasks, (mask) => {
        const whole = encodeMask(mask);
        const cutUp = { ...whole, counts: whole.counts.flatMap((run) => (run > 1 ? [1, 0, run - 1] : [run])) };
        for (const encoded of [whole, cutUp])
          expect(joinRuns(rowRuns(encoded), mask.width)).toEqual(findComponents(mask));
      }),
    );
  });
});

describe('keepLargeComponents', () => {
  it('keeps pieces of at least a share of the largest', () => {
    const mask = drawn('###.#', '###..', '...##');
    expect(rowsOf(keepLargeComponents(mask, 0.3))).toEqual(['###..', '###..', '...##']);
    expect(rowsOf(keepLargeComponents(mask, 0.5))).toEqual(['###..', '###..', '.....']);
    expect(keepLargeComponents(mask, 0)).toEqual(mask);
  });

  it('leaves out nothing else', () => {
    fc.assert(
      fc.property(bitmasks, fc.double({ min: 0, max: 1, noNaN: true }), (mask, share) => {
        const labels = flooded(mask, 1, false);
        const area = (label: number) => labels.filter((each) => each === label).length;
        const largest = Math.max(0, ...[...labels].filter((label) => label > 0).map(area));
        const expected = [...labels].map((label) => Number(label > 0 && area(label) >= share * largest));
        expect([...keepLargeComponents(mask, share).data]).toEqual(expected);
      }),
    );
  });
});

describe('fillHoles', () => {
  it('fills what is closed in, up to a size', () => {
    const mask = drawn('#######', '#.#...#', '#######');
    expect(rowsOf(fillHoles(mask))).toEqual(['#######', '#######', '#######']);
    expect(rowsOf(fillHoles(mask, 2))).toEqual(['#######', '###...#', '#######']);
  });

  it('leaves alone what is open over a corner or at the edge', () => {
    for (const mask of [
      drawn('...##', '.#.#.', '.###.', '.....'),
      drawn('##.', '#.#', '###'),
      drawn('#.#', '#.#', '###'),
    ])
      expect(fillHoles(mask)).toEqual(mask);
  });

  it('fills exactly the background that flooding from the edge does not reach', () => {
    fc.assert(
      fc.property(bitmasks, fc.integer({ min: 0, max: 20 }), (mask, maxArea) => {
        const { width, height } = mask;
        const labels = flooded(mask, 0, true);
        const open = new Set(
          [...labels].filter((_, i) => {
            const [x, y] = [i % width, Math.floor(i / width)];
            return x === 0 || y === 0 || x === width - 1 || y === height - 1;
          }),
        );
        const isHole = (label: number) =>
          label > 0 && !open.has(label) && labels.filter((each) => each === label).length <= maxArea;
        const expected = mask.data.map((value, i) => (isHole(labels[i] ?? 0) ? 1 : value));
        expect(fillHoles(mask, maxArea).data).toEqual(expected);
      }),
    );
  });
});

describe('separatePieces', () => {
  it('gives connected masks that share no pixel and are the mask together', () => {
    fc.assert(
      fc.property(bitmasks, (mask) => {
        const pieces = separatePieces(mask);
        for (const piece of pieces) expect(findComponents(piece).areas).toHaveLength(1);
        const sum = mask.data.map((_, i) => pieces.reduce((count, { data }) => count + (data[i] ?? 0), 0));
        expect(sum).toEqual(mask.data);
      }),
    );
  });
});
