import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../image/rgba.ts';
import { areNearDuplicates, NEAR_DUPLICATE_MAX_DIFFERENCE, NearDuplicateFilter, thumbnail } from './near-duplicates.ts';

/** A gray image of 320 × 240 with a square of another gray on it. */
function scene(gray: number, square?: { x: number; side: number; gray: number }): RgbaImage {
  const data = new Uint8ClampedArray(320 * 240 * 4).fill(255);
  for (let y = 0; y < 240; y += 1) {
    for (let x = 0; x < 320; x += 1) {
      const inside = square && x >= square.x && x < square.x + square.side && y >= 100 && y < 100 + square.side;
      data.fill(inside ? square.gray : gray, (y * 320 + x) * 4, (y * 320 + x) * 4 + 3);
    }
  }
  return { width: 320, height: 240, data };
}
const alike = (a: RgbaImage, b: RgbaImage) => areNearDuplicates(thumbnail(a), thumbnail(b));

describe('near-duplicates', () => {
  it('are equal pictures and pictures that differ by less than the bound everywhere', () => {
    expect(alike(scene(100), scene(100))).toBe(true);
    expect(alike(scene(100), scene(100 + NEAR_DUPLICATE_MAX_DIFFERENCE))).toBe(true);
    expect(alike(scene(100), scene(101 + NEAR_DUPLICATE_MAX_DIFFERENCE))).toBe(false);
  });

  it('are not pictures in which a small object moved', () => {
    const at = (x: number) => scene(100, { x, side: 8, gray: 160 });
    expect(alike(at(100), at(100))).toBe(true);
    expect(alike(at(100), at(112))).toBe(false);
    expect(alike(at(100), scene(100))).toBe(false);
  });

  it('are still seen through noise', () => {
    const noise = fc.infiniteStream(fc.integer({ min: -8, max: 8 }));
    fc.assert(
      fc.property(noise, (stream) => {
        const noisy = scene(100);
        const offsets = [...stream.take(noisy.data.length)];
        noisy.data.forEach((value, index) => (noisy.data[index] = value + (offsets[index] ?? 0)));
        expect(alike(scene(100), noisy)).toBe(true);
      }),
      { numRuns: 2 },
    );
  });

  it('are of one size, even smaller than the grid', () => {
    const tiny = { width: 2, height: 1, data: new Uint8ClampedArray([0, 0, 0, 255, 255, 255, 255, 255]) };
    expect([...thumbnail(tiny)]).toEqual([0, 255]);
    expect(areNearDuplicates(thumbnail(tiny), thumbnail(scene(0)))).toBe(false);
  });

  it('are compared with the last frame kept, so that a slow drift is not lost', () => {
    const filter = new NearDuplicateFilter();
    const kept = Array.from({ length: 21 }, (_, step) => step).filter((step) => filter.keep(scene(100 + step), false));
    expect(kept).toEqual([0, 7, 14]);
  });

  it('stay where they must, and the next ones are compared with them', () => {
    const filter = new NearDuplicateFilter();
    const grays = [100, 100, 104, 108, 108];
    expect(grays.map((gray, at) => filter.keep(scene(gray), at === 2))).toEqual([true, false, true, false, false]);
  });
});
