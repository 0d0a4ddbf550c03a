import { VideoSample } from 'mediabunny';
import * as libav from 'node-av';
import { describe, expect, it } from 'vitest';
import { frameResource } from './libav-frame.ts';

/** A 4:2:0 frame whose bytes count up from 1: luma, then U, then V, both rounded up to half the size. */
function countingFrame(width: number, height: number): libav.Frame {
  const chroma = Math.ceil(width / 2) * Math.ceil(height / 2);
  const frame = new libav.Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = libav.AV_PIX_FMT_YUV420P;
  frame.sampleAspectRatio = new libav.Rational(1, 1);
  const buffer = Buffer.from(Array.from({ length: width * height + 2 * chroma }, (_, at) => at + 1));
  expect(frame.fromBuffer(buffer)).toBeGreaterThanOrEqual(0);
  return frame;
}

async function planesOf(width: number, height: number): Promise<{ bytes: number[][]; size: number[] }> {
  let closes = 0;
  const resource = frameResource(countingFrame(width, height), () => void closes++);
  const sample = new VideoSample(resource, { timestamp: 0, duration: 1 });
  const data = new Uint8Array(sample.allocationSize());
  const layout = await sample.copyTo(data);
  const size = [sample.visibleRect.width, sample.visibleRect.height];
  expect(closes).toBe(0);
  sample.close();
  expect(closes).toBe(1);
  return { bytes: layout.map(({ offset }, at) => [...data.subarray(offset, layout[at + 1]?.offset)]), size };
}

describe('frameResource', () => {
  it('keeps the chroma of the last column and row of odd sizes', async () => {
    const { bytes, size } = await planesOf(3, 3);
    expect(size).toEqual([4, 4]);
    expect(bytes).toEqual([
      [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 0, 0, 0, 0],
      [10, 11, 12, 13],
      [14, 15, 16, 17],
    ]);
  });

  it('leaves even sizes as they are', async () => {
    const { bytes, size } = await planesOf(2, 2);
    expect(size).toEqual([2, 2]);
    expect(bytes).toEqual([[1, 2, 3, 4], [5], [6]]);
  });
});
