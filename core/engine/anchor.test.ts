import { describe, expect, it } from 'vitest';
import { bitmaskBox, type Bitmask } from '../geometry/bitmask.ts';
import { encodeMask } from '../geometry/mask-rle.ts';
import { LOW_RES_MASK_SIDE, type DecodedMask, type Embedding, type Segmenter } from '../ports/segmenter.ts';
import { frameIndex, imageBox, type ImageBox } from '../schema/brands.ts';
import { anchorOfLabel } from './anchor.ts';
import type { FrameView } from './frame-views.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

/** A frame of 256 × 256 pixels: one for each pixel of the decoder's mask, four × four for each cell. */
const SIDE = LOW_RES_MASK_SIDE;
const embedding: Embedding = {
  width: SIDE,
  height: SIDE,
  scale: 4,
  columns: 64,
  rows: 64,
  cellSize: 4,
  channels: 0,
  features: new Float32Array(0),
  encoded: new Float32Array(0),
  gridSide: 64,
  dispose: () => undefined,
};
const view: FrameView = { frame: frameIndex(0), timestamp: 0, embedding, features: { address: 0 } };

function maskOf([x, y, width, height]: ImageBox): Bitmask {
  const data = new Uint8Array(SIDE * SIDE);
  for (let row = y; row < y + height; row++) data.fill(1, row * SIDE + x, row * SIDE + x + width);
  return { width: SIDE, height: SIDE, data };
}

const decoded = (predictedIou: number, box: ImageBox): DecodedMask => ({
  lowResLogits: Float32Array.from(maskOf(box).data, (value) => (value ? 8 : -8)),
  predictedIou,
});

/** The box around the mask of an anchor, where the decoder answers a box with these masks, its own choice first. */
async function maskBoxFor(box: ImageBox, [taken, ...others]: [DecodedMask, ...DecodedMask[]], mask?: Bitmask) {
  const segmenter = { decode: () => Promise.resolve({ ...taken, others }) } as unknown as Segmenter;
  const label = { frame: frameIndex(0), box, ...(mask ? { mask: encodeMask(mask) } : {}) };
  return bitmaskBox((await anchorOfLabel(view, label, segmenter, DEFAULT_SETTINGS, undefined)).mask);
}

describe('the mask of a label', () => {
  const user = imageBox(40, 40, 80, 60);
  const half = imageBox(40, 40, 40, 60);

  it('is the one of the decoder that fills the box, where the decoder is as sure of it', async () => {
    expect(await maskBoxFor(user, [decoded(0.9, half), decoded(0.85, user)])).toEqual(user);
    expect(await maskBoxFor(user, [decoded(0.9, user), decoded(0.95, half)])).toEqual(user);
    expect(await maskBoxFor(user, [decoded(0.9, half), decoded(0.3, user)])).toEqual(half);
  });

  it('has nothing outside of the box, and is the box itself where the decoder finds nothing in it', async () => {
    expect(await maskBoxFor(user, [decoded(0.9, imageBox(0, 0, 200, 200))])).toEqual(user);
    expect(await maskBoxFor(user, [decoded(0.9, imageBox(200, 200, 20, 20))])).toEqual(user);
  });

  it('is what the user drew, whatever the decoder says', async () => {
    expect(await maskBoxFor(user, [decoded(1, user)], maskOf(half))).toEqual(half);
  });
});
