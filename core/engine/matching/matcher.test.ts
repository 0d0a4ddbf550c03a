import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellFeatures } from './features.ts';
import { Matcher } from './matcher.ts';

const COLUMNS = 7;
const ROWS = 5;

/** The narrow path through the kernel and the wide one. */
const widths = [32, 256];

const featuresArb = (channels: number): fc.Arbitrary<CellFeatures> =>
  fc.int16Array({ min: -2000, max: 2000, minLength: channels, maxLength: COLUMNS * ROWS * channels }).map((values) => ({
    columns: COLUMNS,
    rows: ROWS,
    channels,
    // A short array is repeated, so that many cells are equal and ties occur.
    data: Int16Array.from({ length: COLUMNS * ROWS * channels }, (_, i) => values[i % values.length] as number),
  }));

interface Candidate {
  readonly frame: number;
  readonly cell: number;
  readonly score: number;
}

/** The expected matches by exhaustive search. */
function bruteForce(
  query: CellFeatures,
  cell: number,
  memory: readonly { features: CellFeatures; radius: number }[],
): Candidate[] {
  const candidates: Candidate[] = [];
  memory.forEach(({ features, radius }, frame) => {
    for (let other = 0; other < COLUMNS * ROWS; other++) {
      const across = Math.abs((other % COLUMNS) - (cell % COLUMNS));
      const down = Math.abs(Math.floor(other / COLUMNS) - Math.floor(cell / COLUMNS));
      if (across > radius || down > radius) continue;
      let score = 0;
      for (let c = 0; c < query.channels; c++)
        score +=
          (query.data[cell * query.channels + c] as number) * (features.data[other * query.channels + c] as number);
      candidates.push({ frame, cell: other, score });
    }
  });
  // Array.sort is stable: equal scores keep the earlier frame and cell, as the kernel does.
  return candidates.sort((a, b) => b.score - a.score);
}

describe('the matcher', () => {
  it.each(widths)('finds what comparing everything finds, best first (%i channels)', async (channels) => {
    await fc.assert(
      fc.asyncProperty(
        featuresArb(channels),
        fc.array(fc.record({ features: featuresArb(channels), radius: fc.constantFrom(0, 1, 2, 3, Infinity) }), {
          minLength: 1,
          maxLength: 3,
        }),
        fc
          .uniqueArray(fc.nat(COLUMNS * ROWS - 1), { minLength: 1, maxLength: 35 })
          .map((all) => all.sort((a, b) => a - b)),
        fc.integer({ min: 1, max: 8 }),
        async (query, memory, cells, voters) => {
          const matcher = await Matcher.create(COLUMNS, ROWS, channels);
          const stored = memory.map(({ features, radius }) => ({ frame: matcher.store(features), radius }));
          const matches = matcher.match(matcher.store(query), Int32Array.from(cells), stored, voters);
          cells.forEach((cell, i) => {
            const expected = bruteForce(query, cell, memory).slice(0, voters);
            const found = expected.map((_, j) => ({
              frame: matches.memory[i * voters + j],
              cell: matches.cell[i * voters + j],
            }));
            expect(found).toEqual(expected.map(({ frame, cell: at }) => ({ frame, cell: at })));
            for (let j = expected.length; j < voters; j++) expect(matches.memory[i * voters + j]).toBe(-1);
            expect(matches.similarity[i * voters]).toBeCloseTo((expected[0]?.score ?? 0) / 16384 ** 2, 6);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('reuses the memory of released frames', async () => {
    const matcher = await Matcher.create(COLUMNS, ROWS, 32);
    const features = {
      columns: COLUMNS,
      rows: ROWS,
      channels: 32,
      data: new Int16Array(COLUMNS * ROWS * 32),
    };
    const first = matcher.store(features);
    const { address } = first;
    matcher.release(first);
    expect(matcher.store(features).address).toBe(address);
    expect(matcher.store(features).address).not.toBe(address);
  });

  it('refuses frames of another size', async () => {
    const matcher = await Matcher.create(COLUMNS, ROWS, 32);
    expect(() => matcher.store({ columns: 1, rows: 1, channels: 32, data: new Int16Array(32) })).toThrow(/same size/);
  });
});
