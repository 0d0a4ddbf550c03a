import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitView, keepVisible, toFrame, zoomAt, type View } from './view.ts';

const size = fc.record({ width: fc.integer({ min: 16, max: 4096 }), height: fc.integer({ min: 16, max: 4096 }) });
const view: fc.Arbitrary<View> = fc.record({
  scale: fc.double({ min: 0.05, max: 20, noNaN: true }),
  x: fc.double({ min: -5000, max: 5000, noNaN: true }),
  y: fc.double({ min: -5000, max: 5000, noNaN: true }),
});
const point = fc.record({
  x: fc.double({ min: 0, max: 2000, noNaN: true }),
  y: fc.double({ min: 0, max: 2000, noNaN: true }),
});

describe('the view', () => {
  it('shows the whole frame when fitted', () => {
    fc.assert(
      fc.property(size, size, (frame, viewport) => {
        const { scale, x, y } = fitView(frame, viewport, 0);
        const fits = frame.width * scale <= viewport.width + 1e-6 && frame.height * scale <= viewport.height + 1e-6;
        return scale === 0.02 || (fits && x >= -1e-6 && y >= -1e-6);
      }),
    );
  });

  it('keeps the frame point under the pointer while zooming', () => {
    fc.assert(
      fc.property(view, point, fc.double({ min: 0.2, max: 5, noNaN: true }), (before, at, factor) => {
        const wanted = toFrame(before, at);
        const found = toFrame(zoomAt(before, at, factor), at);
        expect(found.x).toBeCloseTo(wanted.x, 3);
        expect(found.y).toBeCloseTo(wanted.y, 3);
      }),
    );
  });

  it('never loses the frame', () => {
    fc.assert(
      fc.property(view, size, size, (wild, frame, viewport) => {
        const { scale, x, y } = keepVisible(wild, frame, viewport, 8);
        const seen = (offset: number, length: number, room: number) =>
          Math.min(offset + length, room) - Math.max(offset, 0);
        expect(seen(x, frame.width * scale, viewport.width)).toBeGreaterThan(0);
        expect(seen(y, frame.height * scale, viewport.height)).toBeGreaterThan(0);
      }),
    );
  });
});
