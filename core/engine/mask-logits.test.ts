import { describe, expect, it } from 'vitest';
import { bitmaskBox } from '../geometry/bitmask.ts';
import { boxIou } from '../geometry/box.ts';
import { imageBox } from '../schema/brands.ts';
import { labelMapOfMask } from './label-map.ts';
import { maskOfLogits } from './mask-logits.ts';

/** Logits of a box given in frame pixels. */
function logitsOf(left: number, top: number, width: number, height: number, scale: number): Float32Array {
  const pixels = 4 / scale;
  return Float32Array.from({ length: 256 * 256 }, (_, i) => {
    const x = ((i % 256) + 0.5) * pixels;
    const y = (Math.floor(i / 256) + 0.5) * pixels;
    return x > left && x < left + width && y > top && y < top + height ? 10 : -10;
  });
}

describe('the mask of logits', () => {
  it.each([
    [854, 480],
    [1920, 1080],
    [480, 854],
    [64, 48],
    [1001, 333],
  ])('lies where the logits say in a frame of %i × %i', (width, height) => {
    const scale = 1024 / Math.max(width, height);
    const box = imageBox(width * 0.2, height * 0.3, width * 0.5, height * 0.4);
    const mask = maskOfLogits(logitsOf(box[0], box[1], box[2], box[3], scale), width, height);
    const found = bitmaskBox(mask);
    if (!found) throw new Error('no mask');
    expect(boxIou(found, box)).toBeGreaterThan(0.9);
  });

  it('is empty where nothing is positive', () => {
    expect(bitmaskBox(maskOfLogits(new Float32Array(65536).fill(-1), 100, 50))).toBeNull();
  });
});

describe('the label map of a mask', () => {
  it('is the share of each cell that is covered', () => {
    const width = 100;
    const height = 60;
    const data = Uint8Array.from({ length: width * height }, (_, i) => ((i * 7919) % 13 < 5 ? 1 : 0));
    const scale = 1024 / width;
    const grid = { width, height, scale, columns: 64, rows: 39, cellSize: 16 / scale };
    const map = labelMapOfMask({ width, height, data }, grid);
    const covered = new Float64Array(map.length);
    const total = new Float64Array(map.length);
    data.forEach((value, i) => {
      const x = Math.min(63, Math.floor(((i % width) + 0.5) / grid.cellSize));
      const y = Math.min(38, Math.floor((Math.floor(i / width) + 0.5) / grid.cellSize));
      const cell = y * 64 + x;
      covered[cell] = (covered[cell] ?? 0) + value;
      total[cell] = (total[cell] ?? 0) + 1;
    });
    map.forEach((share, cell) => expect(share).toBeCloseTo((covered[cell] ?? 0) / Math.max(1, total[cell] ?? 0), 5));
  });
});
