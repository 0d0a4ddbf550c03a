import { describe, expect, it } from 'vitest';
import { ColorSegmenter } from '../../core/engine/testing/color-segmenter.ts';
import { EmbeddingCache } from '../../core/engine/embedding-cache.ts';
import { SyntheticFrames, syntheticVideo } from '../../core/export/testing/synthetic-frames.ts';
import { maskArea } from '../../core/geometry/mask-rle.ts';
import { frameIndex, imagePoint } from '../../core/schema/brands.ts';
import { SmartPrompt } from './smart-prompt.ts';

const prompt = { points: [{ at: imagePoint(20, 20), positive: true }] };
const [first, second] = [frameIndex(0), frameIndex(1)];

describe('masks on demand', () => {
  const setUp = () => {
    const frames = new SyntheticFrames(syntheticVideo());
    const segmenter = new ColorSegmenter();
    const embeddings = new EmbeddingCache(frames, segmenter);
    return { frames, segmenter, embeddings, smart: new SmartPrompt(embeddings) };
  };

  it('encodes a frame once for all of its prompts', async () => {
    const { frames, segmenter, smart } = setUp();
    await Promise.all([smart.prepare(first), smart.prepare(first)]);
    const { mask } = await smart.mask(first, prompt);
    await smart.mask(first, prompt);
    expect(maskArea(mask)).toBeGreaterThan(0);
    expect([mask.width, mask.height]).toEqual([64, 48]);
    expect(segmenter.encodeRuns).toBe(1);
    expect(segmenter.decodeRuns).toBe(2);
    expect(frames.liveFrames).toBe(0);
  });

  it('answers for one frame at a time, and encodes none again that it comes back to', async () => {
    const { segmenter, smart } = setUp();
    await smart.prepare(first);
    await smart.prepare(second);
    await expect(smart.mask(first, prompt)).rejects.toMatchObject({ code: 'aborted' });
    await smart.prepare(first);
    expect((await smart.mask(first, prompt)).mask.width).toBe(64);
    expect(segmenter.encodeRuns).toBe(2);
    await smart.release();
    await expect(smart.mask(first, prompt)).rejects.toMatchObject({ code: 'aborted' });
  });

  it('takes the frame that was encoded ahead, and leaves what it prepared to the run', async () => {
    const { segmenter, embeddings, smart } = setUp();
    await embeddings.get(first);
    await smart.prepare(first);
    await smart.prepare(second);
    smart.forget();
    expect([embeddings.has(first), embeddings.has(second)]).toEqual([true, true]);
    expect(segmenter.encodeRuns).toBe(2);
    await embeddings.release();
    expect(segmenter.liveTensors).toBe(0);
  });

  it('ends what it was preparing when another frame is asked for, and leaves nothing behind', async () => {
    const { frames, segmenter, smart } = setUp();
    const overtaken = smart.prepare(first);
    const wanted = smart.prepare(second);
    await expect(overtaken).rejects.toMatchObject({ code: 'aborted' });
    await wanted;
    expect((await smart.mask(second, prompt)).mask.width).toBe(64);
    expect(segmenter.liveTensors).toBe(1);
    expect(frames.liveFrames).toBe(0);
  });

  it('tries again after a failure', async () => {
    const { segmenter, smart } = setUp();
    await expect(smart.prepare(frameIndex(99))).rejects.toMatchObject({
      code: 'frame_out_of_range',
    });
    await smart.prepare(first);
    expect(segmenter.liveTensors).toBe(1);
  });
});
