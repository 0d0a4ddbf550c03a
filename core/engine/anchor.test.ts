import { describe, expect, it } from 'vitest';
import { bitmaskBox, type Bitmask } from '../geometry/bitmask.ts';
import { rasterizePolygons } from '../geometry/contour.ts';
import { encodeMask } from '../geometry/mask-rle.ts';
import { LOW_RES_MASK_SIDE, type DecodedMask, type Embedding, type Segmenter } from '../ports/segmenter.ts';
import { frameIndex, imageBox, imagePoint, trackId, type ImageBox } from '../schema/brands.ts';
import { anchorOfLabel } from './anchor.ts';
import type { FrameView } from './frame-views.ts';
import { fineMapOfMask } from './fine-map.ts';
import { promptedMask } from './prompted-mask.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { userResult } from './track-result.ts';

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

type Answer = readonly [DecodedMask, ...DecodedMask[]];

/** A decoder that answers every prompt with these masks, its own choice first. */
const decoderOf = ([taken, ...others]: Answer) =>
  ({ decode: () => Promise.resolve({ ...taken, others }) }) as unknown as Segmenter;

function anchorFor(box: ImageBox, answer: Answer, mask?: Bitmask) {
  const label = { frame: frameIndex(0), box, ...(mask ? { mask: encodeMask(mask) } : {}) };
  return anchorOfLabel(view, label, decoderOf(answer), DEFAULT_SETTINGS, undefined);
}

/** The box around the mask of an anchor. */
const maskBoxFor = async (box: ImageBox, answer: Answer, mask?: Bitmask) =>
  bitmaskBox((await anchorFor(box, answer, mask)).mask);

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

  it('is on its frame and in the memory pixel for pixel what the user drew, however thin', async () => {
    const [outer, hole] = [
      [imagePoint(40.5, 40), imagePoint(120, 44), imagePoint(90, 100), imagePoint(42, 99)],
      [imagePoint(60, 55), imagePoint(80, 55), imagePoint(80, 75), imagePoint(60, 75)],
    ];
    const drawn = rasterizePolygons([[outer, hole]], SIDE, SIDE);
    drawn.data.fill(1, 180 * SIDE + 10, 180 * SIDE + 200);
    const anchor = await anchorFor(imageBox(10, 40, 190, 141), [decoded(1, user)], drawn);
    expect(anchor.mask.data).toEqual(drawn.data);
    expect(anchor.fine).toEqual(fineMapOfMask(drawn, embedding));
    const result = userResult(trackId(1), anchor);
    expect(result).toEqual({
      trackId: 1,
      state: 'user',
      box: [10, 40, 190, 141],
      mask: encodeMask(drawn),
      confidence: 1,
    });
  });

  it('leaves the box as the user drew it, to the fraction of a pixel', async () => {
    const box = imageBox(40.25, 39.5, 80.125, 60.75);
    expect(userResult(trackId(1), await anchorFor(box, [decoded(0.9, half)])).box).toEqual(box);
  });
});

describe('how far a mask fills the box of a label', () => {
  const user = imageBox(40, 40, 80, 60);
  const part = imageBox(40, 40, 60, 60);

  it('is the overlap of the box of the mask inside with it', async () => {
    expect((await anchorFor(user, [decoded(0.97, user)])).fill).toBe(1);
    expect((await anchorFor(user, [decoded(0.9, part)])).fill).toBe(0.75);
    expect((await anchorFor(user, [decoded(0.9, imageBox(0, 0, 100, 200))])).fill).toBe(0.75);
  });

  it('is that of the part inside the frame, where the box reaches over the edge', async () => {
    const over = imageBox(-20, 100, 60, 60);
    expect((await anchorFor(over, [decoded(0.97, imageBox(0, 100, 40, 60))])).fill).toBe(1);
  });

  it('is 0 where the model finds nothing in it: no mask is said to be there', async () => {
    const anchor = await anchorFor(user, [decoded(0.9, imageBox(200, 200, 20, 20))]);
    expect(userResult(trackId(1), anchor)).toMatchObject({ box: user, mask: null, fill: 0 });
  });

  it('is 0 where the mask is nothing but the box, and the decoder is not sure of it', async () => {
    const answer: Answer = [decoded(0.89, imageBox(0, 0, 200, 200))];
    expect(userResult(trackId(1), await anchorFor(user, answer))).toMatchObject({ box: user, mask: null, fill: 0 });
    expect((await promptedMask(decoderOf(answer), embedding, { box: user })).mask.counts).toEqual([SIDE * SIDE]);
    // A rectangle that is there.
    expect((await anchorFor(user, [decoded(1, user)])).fill).toBe(1);
  });

  it('is no question where the user drew the mask', async () => {
    expect((await anchorFor(user, [decoded(1, user)], maskOf(part))).fill).toBeNull();
  });

  it('and the mask itself are what the user is shown for the box', async () => {
    const answer: Answer = [decoded(0.9, part), decoded(0.5, imageBox(30, 20, 90, 120)), decoded(0.3, user)];
    const shown = await promptedMask(decoderOf(answer), embedding, { box: user });
    const { mask, fill } = await anchorFor(user, answer);
    expect(shown).toMatchObject({ mask: encodeMask(mask), fill });
    expect(fill).toBe(0.75);
  });
});
