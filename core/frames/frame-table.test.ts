import { describe, expect, it } from 'vitest';
import { ranks, SyntheticFrames, syntheticVideo } from '../export/testing/synthetic-frames.ts';
import { frameIndex } from '../schema/brands.ts';
import { frameTable, type PictureTimes } from './frame-table.ts';
import { timestampOf } from './timestamp-of.ts';

const picture = (timestamp: number, isKey = false): PictureTimes => ({ timestamp, duration: 0.04, isKey });

describe('frameTable', () => {
  it('orders pictures by the time of their presentation and finds the key frame before each', () => {
    const table = frameTable([picture(0, true), picture(0.12), picture(0.04), picture(0.08, true)]);
    expect(table).toEqual({ timestamps: [0, 0.04, 0.08, 0.12], keyRanks: [0, 0, 2, 2], end: 0.12 + 0.04 });
  });

  it('counts one picture of those at the same microsecond: the first', () => {
    const { timestamps, keyRanks } = frameTable([picture(1, true), picture(1.0000004), picture(1.000001)]);
    expect(timestamps).toEqual([1, 1.000001]);
    expect(keyRanks).toEqual([0, 0]);
  });

  it('is empty without pictures', () => expect(frameTable([])).toEqual({ timestamps: [], keyRanks: [], end: 0 }));
});

describe('timestampOf', () => {
  const source = new SyntheticFrames(syntheticVideo({ frameCount: 4 }));

  it('is the time of each frame, and refuses a frame that does not exist', () => {
    expect(ranks(4).map((rank) => timestampOf(source, rank))).toEqual([0, 0.1, 0.2, 0.3]);
    expect(() => timestampOf(source, frameIndex(4))).toThrow(expect.objectContaining({ code: 'frame_out_of_range' }));
  });
});
