import { describe, expect, it } from 'vitest';
import { imageBox } from '../schema/brands.ts';
import type { Embedding } from '../ports/segmenter.ts';
import { filledBox } from './box-mask.ts';
import { SelfVote } from './self-vote.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const CHANNELS = 32;
const SIDE = 24;

/** A frame of 24 × 24 cells of 8 pixels, each with the look of a kind. */
function frameOf(kindAt: (x: number, y: number) => number): Embedding {
  const features = new Float32Array(SIDE * SIDE * CHANNELS);
  for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) features[(y * SIDE + x) * CHANNELS + kindAt(x, y)] = 1;
  const grid = { columns: SIDE, rows: SIDE, gridSide: SIDE, cellSize: 8, scale: 2, width: 8 * SIDE, height: 8 * SIDE };
  return { ...grid, channels: CHANNELS, features } as unknown as Embedding;
}

const OBJECT = 1;
const FENCE = 2;

describe('the vote of a frame on itself', () => {
  it('denies the cells of a mask that look like what is outside, and not like the rest of it', async () => {
    // A fence across the frame, at the height of cells 8 to 11; the object stands before it in cells 6 to 17.
    const isObject = (x: number, y: number) => x >= 6 && x < 14 && y >= 4 && y < 18;
    const frame = frameOf((x, y) => (isObject(x, y) ? OBJECT : y >= 8 && y < 12 ? FENCE : 0));
    const box = imageBox(48, 32, 96, 112);
    const { map } = (await SelfVote.of(frame)).vote(filledBox(box, frame), box, DEFAULT_SETTINGS);
    const at = (x: number, y: number) => map[y * SIDE + x] as number;
    expect(at(9, 10)).toBeGreaterThan(0.7);
    expect(at(16, 10)).toBeLessThan(0.3);
  });

  it('agrees with a mask whose cells look like nothing outside', async () => {
    const frame = frameOf((x, y) => (x >= 6 && x < 18 && y >= 4 && y < 18 ? OBJECT : 0));
    const box = imageBox(48, 32, 96, 112);
    const { map } = (await SelfVote.of(frame)).vote(filledBox(box, frame), box, DEFAULT_SETTINGS);
    for (let y = 5; y < 17; y++) for (let x = 7; x < 17; x++) expect(map[y * SIDE + x]).toBeGreaterThan(0.7);
    expect(map[3 * SIDE + 10]).toBeLessThan(0.5);
  });
});
