import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitAtSkippedGroups, splitIntoRuns } from './frame-runs.ts';

const ranks = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });

describe('splitIntoRuns', () => {
  it('loses nothing: the runs in their directions are the ranks', () => {
    fc.assert(
      fc.property(ranks, (wanted) => {
        const runs = [...splitIntoRuns(wanted)];
        expect(runs.flatMap((run) => (run.reversed ? run.ranks.toReversed() : run.ranks))).toEqual(wanted);
        for (const run of runs) {
          expect(run.ranks).toEqual(run.ranks.toSorted((a, b) => a - b));
          if (run.reversed) expect(run.ranks.length).toBeLessThanOrEqual(8);
        }
      }),
    );
  });

  it('reads an ascending list in one go and a descending one by eight', () => {
    const ascending = Array.from({ length: 100 }, (_, at) => at * 3);
    expect([...splitIntoRuns(ascending)]).toEqual([{ ranks: ascending, reversed: false }]);
    expect([...splitIntoRuns(ascending.toReversed())].map((run) => run.ranks.length)).toEqual([
      ...Array<number>(12).fill(8),
      4,
    ]);
  });
});

describe('splitAtSkippedGroups', () => {
  /** A key frame at every tenth frame index. */
  const keyRanks = Array.from({ length: 100 }, (_, rank) => rank - (rank % 10));

  it('jumps over groups that are not needed, and over nothing else', () => {
    expect([...splitAtSkippedGroups([0, 1, 2, 9, 10, 11], keyRanks)]).toEqual([[0, 1, 2, 9, 10, 11]]);
    expect([...splitAtSkippedGroups([0, 1, 52, 53], keyRanks)]).toEqual([
      [0, 1],
      [52, 53],
    ]);
    expect([...splitAtSkippedGroups([0, 4, 8], keyRanks)]).toEqual([[0, 4, 8]]);
    expect([...splitAtSkippedGroups([], keyRanks)]).toEqual([]);
  });
});
