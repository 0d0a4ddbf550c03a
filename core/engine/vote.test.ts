import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOfFineMap, FINE, type FineMap } from './fine-map.ts';
import type { Matches } from './matching/matcher.ts';
import { mixVotes, voteLabels, type Vote } from './vote.ts';

const COLUMNS = 5;
const ROWS = 4;
const grid = { columns: COLUMNS, rows: ROWS };
const settings = { temperature: 0.03, mapThreshold: 0.45 };
const allCells = Int32Array.from({ length: COLUMNS * ROWS }, (_, i) => i);
const length = COLUMNS * ROWS * FINE * FINE;
const fineMaps = fc.uint8Array({ minLength: length, maxLength: length });

/** One voter a cell: the cell at the same place, moved by these cells, in the only memory frame. */
const matchesMoved = (cells: Int32Array, by: number): Matches => ({
  voters: 1,
  memory: Int32Array.from(cells, (cell) => (cell + by >= 0 && cell + by < COLUMNS * ROWS ? 0 : -1)),
  cell: cells.map((cell) => cell + by),
  similarity: new Float32Array(cells.length).fill(0.8),
});

describe('the vote of the memory', () => {
  it('is the label itself where each cell matches its own place', () => {
    fc.assert(
      fc.property(fineMaps, (label) => {
        expect(voteLabels(matchesMoved(allCells, 0), allCells, [label], grid, settings).fine).toEqual(label);
      }),
    );
  });

  it('moves an outline along with its cells, to the sample', () => {
    const width = COLUMNS * FINE;
    const label: FineMap = new Uint8Array(length);
    // A rectangle whose edges lie within cells.
    for (let y = 5; y < 11; y++) label.fill(255, y * width + 6, y * width + 11);
    const { fine } = voteLabels(matchesMoved(allCells, -1), allCells, [label], grid, settings);
    for (let y = 0; y < ROWS * FINE; y++)
      for (let x = 0; x < width; x++)
        expect(fine[y * width + x], `${x}, ${y}`).toBe(y >= 5 && y < 11 && x >= 10 && x < 15 ? 255 : 0);
  });

  it('is 0 away from the cells that were asked, and where nothing matched', () => {
    const cells = Int32Array.of(6);
    const label = new Uint8Array(length).fill(255);
    const { map } = voteLabels(matchesMoved(cells, 0), cells, [label], grid, settings);
    expect(map[6]).toBe(1);
    expect(map[19]).toBe(0);
    expect(voteLabels(matchesMoved(cells, 99), cells, [label], grid, settings)).toMatchObject({ similarity: 0 });
  });

  it('follows the more similar voter, and says how similar the best is where the object is', () => {
    const cells = Int32Array.of(7);
    const matches = {
      voters: 2,
      memory: Int32Array.of(0, 1),
      cell: Int32Array.of(7, 7),
      similarity: Float32Array.of(0.9, 0.8),
    };
    const [all, nothing] = [new Uint8Array(length).fill(255), new Uint8Array(length)];
    const found = voteLabels(matches, cells, [all, nothing], grid, settings);
    expect(found.map[7]).toBeCloseTo(1 / (1 + Math.exp(-0.1 / 0.03)), 2);
    expect(found.similarity).toBeCloseTo(0.9);
    expect(voteLabels(matches, cells, [nothing, all], grid, settings).similarity).toBe(0);
  });

  it('mixes two votes by their shares', () => {
    const voteOf = (fine: FineMap, similarity: number): Vote => ({
      fine,
      map: cellsOfFineMap(fine, COLUMNS),
      similarity,
    });
    fc.assert(
      fc.property(fineMaps, fineMaps, (a, b) => {
        expect(mixVotes(voteOf(a, 0.2), voteOf(b, 0.8), 0, COLUMNS)).toEqual(voteOf(a, 0.2));
        expect(mixVotes(voteOf(a, 0.2), voteOf(b, 0.8), 1, COLUMNS).fine).toEqual(b);
        const half = mixVotes(voteOf(a, 0.2), voteOf(b, 0.8), 0.5, COLUMNS);
        half.fine.forEach((value, at) =>
          expect(Math.abs(value - ((a[at] as number) + (b[at] as number)) / 2)).toBeLessThanOrEqual(0.5),
        );
      }),
      { numRuns: 20 },
    );
  });
});
