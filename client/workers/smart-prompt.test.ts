import { describe, expect, it } from 'vitest';
import { ColorSegmenter } from '../../core/engine/color-segmenter.testing.ts';
import { SyntheticFrames, syntheticVideo } from '../../core/export/synthetic-frames.testing.ts';
import { maskArea } from '../../core/geometry/mask-rle.ts';
import { frameIndex, imagePoint } from '../../core/schema/brands.ts';
import { SmartPrompt } from './smart-prompt.ts';

const prompt = { points: [{ at: imagePoint(20, 20), positive: true }] };
const [first, second] = [frameIndex(0), frameIndex(1)];

describe('masks on demand', () => {
  const setUp = () => ({
    frames: new SyntheticFrames(syntheticVideo()),
    segmenter: new ColorSegmenter(),
    smart: new SmartPrompt(),
  });

  it('encodes a frame once for all of its prompts', async () => {
    const { frames, segmenter, smart } = setUp();
    await Promise.all([smart.prepare(frames, segmenter, first), smart.prepare(frames, segmenter, first)]);
    const { mask } = await smart.mask(segmenter, first, prompt);
    await smart.mask(segmenter, first, prompt);
    expect(maskArea(mask)).toBeGreaterThan(0);
    expect([mask.width, mask.height]).toEqual([64, 48]);
    expect(segmenter.encodeRuns).toBe(1);
    expect(segmenter.decodeRuns).toBe(2);
    expect(frames.liveFrames).toBe(0);
  });

  it('holds one frame at a time, and nothing when it is released', async () => {
    const { frames, segmenter, smart } = setUp();
    await smart.prepare(frames, segmenter, first);
    await smart.prepare(frames, segmenter, second);
    expect(segmenter.liveTensors).toBe(1);
    await expect(smart.mask(segmenter, first, prompt)).rejects.toMatchObject({ code: 'aborted' });
    await smart.release();
    expect(segmenter.liveTensors).toBe(0);
  });

  it('ends what it was preparing when another frame is asked for, and leaves nothing behind', async () => {
    const { frames, segmenter, smart } = setUp();
    const overtaken = smart.prepare(frames, segmenter, first);
    const wanted = smart.prepare(frames, segmenter, second);
    await expect(overtaken).rejects.toMatchObject({ code: 'aborted' });
    await wanted;
    expect((await smart.mask(segmenter, second, prompt)).mask.width).toBe(64);
    expect(segmenter.liveTensors).toBe(1);
    expect(frames.liveFrames).toBe(0);
  });

  it('tries again after a failure', async () => {
    const { frames, segmenter, smart } = setUp();
    await expect(smart.prepare(frames, segmenter, frameIndex(99))).rejects.toMatchObject({
      code: 'frame_out_of_range',
    });
    await smart.prepare(frames, segmenter, first);
    expect(segmenter.liveTensors).toBe(1);
  });
});
