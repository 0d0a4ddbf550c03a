import { describe, expect, it } from 'vitest';
import { maskContains } from '../geometry/fit-shape.ts';
import { maskArea, maskBox } from '../geometry/mask-rle.ts';
import type { RgbaImage } from '../image/rgba.ts';
import type { Prompt } from '../ports/segmenter.ts';
import { imageBox, imagePoint } from '../schema/brands.ts';
import { ColorSegmenter } from './testing/color-segmenter.ts';
import { promptedMask } from './prompted-mask.ts';

/** Red rectangles on grey: [x, y, width, height] each. */
function scene(
  width: number,
  height: number,
  rectangles: readonly (readonly [number, number, number, number])[],
): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4).fill(128);
  for (const [x, y, w, h] of rectangles)
    for (let row = y; row < y + h; row++)
      for (let column = x; column < x + w; column++) data.set([220, 20, 20, 255], (row * width + column) * 4);
  return { width, height, data };
}

describe('the mask of a user’s prompt', () => {
  const large = [20, 20, 100, 80] as const;
  const small = [200, 140, 16, 12] as const;
  const point = (x: number, y: number) => ({ at: imagePoint(x, y), positive: true });

  it('follows a point and a box, at the size of the frame', async () => {
    const segmenter = new ColorSegmenter();
    const embedding = await segmenter.encode(scene(256, 192, [large, small]));
    const byPoint = await promptedMask(segmenter, embedding, { points: [point(70, 60)] });
    expect(maskBox(byPoint.mask)).toEqual(large);
    const byBox = await promptedMask(segmenter, embedding, { box: imageBox(196, 136, 24, 20) });
    expect(maskBox(byBox.mask)).toEqual(small);
  });

  it('says how far it fills the box of the prompt, with points or without', async () => {
    const segmenter = new ColorSegmenter();
    const embedding = await segmenter.encode(scene(256, 192, [large, small]));
    const box = imageBox(20, 20, 100, 100);
    const fillFor = async (prompt: Prompt) => (await promptedMask(segmenter, embedding, prompt)).fill;
    expect(await fillFor({ box })).toBeCloseTo(0.8, 9);
    expect(await fillFor({ box, points: [point(70, 60)] })).toBeCloseTo(0.8, 9);
    expect(await fillFor({ points: [point(70, 60)] })).toBeNull();
  });

  it('drops crumbs, but not the one that was pointed at', async () => {
    const segmenter = new ColorSegmenter();
    const embedding = await segmenter.encode(scene(256, 192, [large, small]));
    const { mask } = await promptedMask(segmenter, embedding, { points: [point(70, 60)] });
    expect(maskContains(mask, 208, 146)).toBe(false);
    const both = await promptedMask(segmenter, embedding, { points: [point(70, 60), point(208, 146)] });
    expect(maskContains(both.mask, 208, 146)).toBe(true);
    expect(maskArea(both.mask)).toBe(maskArea(mask) + 16 * 12);
  });
});
