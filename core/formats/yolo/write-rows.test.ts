import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameIndex, imageBox, trackId } from '../../schema/brands.ts';
import { clipLabelBox } from '../../geometry/box.ts';
import type { PlannedFrame } from '../../export/types.ts';
import { yoloColumns, yoloRows } from './write-rows.ts';

describe('a YOLO row', () => {
  it('has the centre and size as shares of the frame', () => {
    expect(yoloColumns(imageBox(10, 20, 30, 40), 200, 100)).toBe('0.125000 0.400000 0.150000 0.400000');
    expect(yoloColumns(imageBox(0, 0, 200, 100), 200, 100)).toBe('0.500000 0.500000 1.000000 1.000000');
  });

  it('says the box to a hundredth of a pixel and never leaves the frame, whatever the box', () => {
    const size = fc.integer({ min: 10, max: 4096 });
    const at = fc.double({ min: -5000, max: 5000, noNaN: true });
    const length = fc.double({ min: 0, max: 6000, noNaN: true });
    fc.assert(
      fc.property(size, size, at, at, length, length, (width, height, x, y, boxWidth, boxHeight) => {
        const box = clipLabelBox(imageBox(x, y, boxWidth, boxHeight), width, height);
        if (!box) return;
        const text = yoloColumns(box, width, height);
        expect(text).toMatch(/^([01]\.\d{6} ){3}[01]\.\d{6}$/);
        const [cx = -1, cy = -1, w = -1, h = -1] = text.split(' ').map(Number);
        // In millionths, where the decimals are whole numbers.
        const [CX, CY, W, H] = [cx, cy, w, h].map((share) => Math.round(share * 1e6)) as [
          number,
          number,
          number,
          number,
        ];
        expect(Math.min(2 * CX - W, 2 * CY - H)).toBeGreaterThanOrEqual(0);
        expect(Math.max(2 * CX + W, 2 * CY + H)).toBeLessThanOrEqual(2e6);
        expect(Math.min(W, H)).toBeGreaterThan(0);
        expect(Math.abs((cx - w / 2) * width - box[0])).toBeLessThan(0.01);
        expect(Math.abs((cy + h / 2) * height - box[1] - box[3])).toBeLessThan(0.01);
      }),
    );
  });
});

describe('a YOLO label file', () => {
  const object = (id: number, classIndex: number, x: number) => ({
    trackId: trackId(id),
    classIndex,
    box: imageBox(x, 0, 10, 10),
    shape: { box: imageBox(x, 0, 10, 10), source: 'user' as const, confidence: 1, outside: false, occluded: false },
  });
  const frame = (objects: PlannedFrame['objects']): PlannedFrame => ({
    index: frameIndex(0),
    split: 'train',
    stem: 'a',
    objects,
  });

  it('has a row an object, leaves out one that repeats another, and is empty for background', () => {
    const rows = yoloRows(frame([object(1, 1, 0), object(2, 0, 0), object(3, 1, 0), object(4, 1, 50)]), 100, 100);
    expect(rows.text).toBe(
      '1 0.050000 0.050000 0.100000 0.100000\n' +
        '0 0.050000 0.050000 0.100000 0.100000\n' +
        '1 0.550000 0.050000 0.100000 0.100000\n',
    );
    expect(rows.written.map(({ classIndex }) => classIndex)).toEqual([1, 0, 1]);
    expect(yoloRows(frame([]), 100, 100)).toEqual({ text: '', written: [] });
  });
});
