import { describe, expect, it } from 'vitest';
import { ColorSegmenter } from '../engine/testing/color-segmenter.ts';
import { measureModel } from './measure-frame.ts';

const image = { width: 64, height: 48, data: new Uint8ClampedArray(64 * 48 * 4).fill(128) };
const encoder = { encode: async () => new Uint8Array() };
const JPEG = { type: 'jpeg', quality: 92 } as const;

/** A model that has already worked for this long. */
function segmenterAfter(runMilliseconds: number): ColorSegmenter {
  return Object.assign(new ColorSegmenter(), { runMilliseconds });
}

describe('what a frame takes in the model', () => {
  it('is measured on the second run of a new model, and lets go of everything', async () => {
    const segmenter = segmenterAfter(0);
    const costs = await measureModel(segmenter, encoder, image, JPEG);
    for (const milliseconds of Object.values(costs)) expect(milliseconds).toBeGreaterThanOrEqual(0);
    expect([segmenter.encodeRuns, segmenter.decodeRuns, segmenter.liveTensors]).toEqual([2, 2, 0]);
  });

  it('is measured on the next run of one that has run before', async () => {
    const segmenter = segmenterAfter(1200);
    await measureModel(segmenter, encoder, image, JPEG);
    expect([segmenter.encodeRuns, segmenter.liveTensors]).toEqual([1, 0]);
  });
});
