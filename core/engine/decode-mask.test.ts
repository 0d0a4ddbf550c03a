import { describe, expect, it } from 'vitest';
import { bitmaskBox, type Bitmask } from '../geometry/bitmask.ts';
import { LOW_RES_MASK_SIDE, type Embedding, type Prompt, type Segmenter } from '../ports/segmenter.ts';
import { imageBox, type ImageBox } from '../schema/brands.ts';
import { dropIslands, restoreSize, type MaskCandidate } from './decode-mask.ts';
import { labelMapOfMask } from './label-map.ts';
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

function maskOf(...boxes: readonly ImageBox[]): Bitmask {
  const data = new Uint8Array(SIDE * SIDE);
  for (const [x, y, width, height] of boxes)
    for (let row = y; row < y + height; row++) data.fill(1, row * SIDE + x, row * SIDE + x + width);
  return { width: SIDE, height: SIDE, data };
}

function candidateOf(predictedIou: number, ...boxes: readonly ImageBox[]): MaskCandidate {
  const mask = maskOf(...boxes);
  return { mask, map: labelMapOfMask(mask, embedding), predictedIou };
}

/** A decoder that answers every prompt with these boxes, and records its prompts. */
function decoderOf(predictedIou: number, ...boxes: readonly ImageBox[]) {
  const asked: Prompt[] = [];
  const lowResLogits = Float32Array.from(maskOf(...boxes).data, (value) => (value ? 8 : -8));
  const decode: Segmenter['decode'] = (_, prompt) => {
    asked.push(prompt);
    return Promise.resolve({ lowResLogits, predictedIou, others: [] });
  };
  return { asked, segmenter: { decode } as Segmenter };
}

describe('stray islands', () => {
  const body = imageBox(40, 40, 60, 60);
  const far = imageBox(200, 60, 40, 40);
  const drop = (map: Bitmask, found: MaskCandidate) =>
    dropIslands(labelMapOfMask(map, embedding), found, embedding, DEFAULT_SETTINGS);

  it('are dropped where nothing voted for them, however large they are', () => {
    const found = drop(maskOf(body), candidateOf(0.9, body, far));
    expect(bitmaskBox(found.mask)).toEqual(body);
    expect(found.map).toEqual(labelMapOfMask(maskOf(body), embedding));
  });

  it('are dropped also where they are larger than the object', () => {
    const larger = imageBox(150, 20, 100, 120);
    expect(bitmaskBox(drop(maskOf(body), candidateOf(0.9, body, larger)).mask)).toEqual(body);
  });

  it('stay where a good part of them lies on the map, as the parts of an object behind a pole do', () => {
    const near = imageBox(140, 60, 40, 40);
    const both = candidateOf(0.9, body, near);
    expect(drop(maskOf(body, imageBox(140, 60, 16, 40)), both)).toBe(both);
    expect(bitmaskBox(drop(maskOf(body, imageBox(140, 60, 8, 40)), both).mask)).toEqual(body);
  });

  it('are dropped where they are farther off than the object is large, although they lie on the map', () => {
    const both = candidateOf(0.9, body, far);
    expect(bitmaskBox(drop(both.mask, both).mask)).toEqual(body);
  });

  it('are none where the mask is one piece or empty: also off the map nothing is taken away', () => {
    const one = candidateOf(0.9, body);
    expect(drop(maskOf(far), one)).toBe(one);
    const none = candidateOf(0.9);
    expect(drop(maskOf(body), none)).toBe(none);
  });
});

describe('the size of an object', () => {
  const ball = imageBox(100, 100, 52, 52);
  const half = imageBox(100, 120, 52, 30);
  const last = { box: imageBox(60, 150, 52, 52), area: 52 * 52 };
  const restore = (segmenter: Segmenter, found: MaskCandidate, seen = last) =>
    restoreSize(segmenter, embedding, found, seen, DEFAULT_SETTINGS, undefined);

  it('comes back where a box of it finds the whole that a part belongs to', async () => {
    const { segmenter, asked } = decoderOf(0.99, ball);
    const found = await restore(segmenter, candidateOf(0.9, half));
    expect(bitmaskBox(found.mask)).toEqual(ball);
    expect(asked).toEqual([{ box: [100, 109, 52, 52] }]);
  });

  it.each([
    ['the decoder is less sure', 0.89, [ball]],
    ['what was found is not in it', 0.99, [imageBox(180, 100, 52, 52)]],
    ['it has another size', 0.99, [imageBox(90, 110, 80, 44)]],
    ['it has the sides but not the pixels', 0.99, [half, imageBox(100, 100, 52, 8)]],
    ['there is nothing', 0.99, []],
  ])('does not where %s', async (_, predictedIou, boxes) => {
    const found = candidateOf(0.9, half);
    expect(await restore(decoderOf(predictedIou, ...boxes).segmenter, found)).toBe(found);
  });

  it('is not asked for where the object has about the size it had, or more, or only a hole', async () => {
    const { segmenter, asked } = decoderOf(0.99, ball);
    const kept = [
      candidateOf(0.9, imageBox(100, 108, 52, 44)),
      candidateOf(0.9, imageBox(80, 80, 90, 90)),
      candidateOf(0.9, imageBox(100, 100, 12, 52), imageBox(140, 100, 12, 52)),
      candidateOf(0.9),
    ];
    for (const found of kept) expect(await restore(segmenter, found)).toBe(found);
    expect(asked).toEqual([]);
  });
});
