import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ForgeError } from '../errors.ts';
import type { RgbaImage } from '../image/rgba.ts';
import type { Embedding } from '../ports/segmenter.ts';
import { frameIndex } from '../schema/brands.ts';
import { ColorSegmenter } from './testing/color-segmenter.ts';
import { EmbeddingCache } from './embedding-cache.ts';
import { moving, sceneFrames } from './testing/scene.ts';

const [first, second, third] = [frameIndex(0), frameIndex(1), frameIndex(2)];

/** @param failAt the encoder run that fails, counted from 1 */
function open({ capacity = 2, failAt = Infinity } = {}) {
  class Failing extends ColorSegmenter {
    begun = 0;
    override encode(image: RgbaImage, signal?: AbortSignal): Promise<Embedding> {
      this.begun += 1;
      const failure = new ForgeError('model_run_failed');
      return this.begun === failAt ? Promise.reject(failure) : super.encode(image, signal);
    }
  }
  const frames = sceneFrames(12, [{ color: [220, 40, 40], boxAt: moving(20, 30, 6, 2) }]);
  const segmenter = new Failing();
  return { frames, segmenter, cache: new EmbeddingCache(frames, segmenter, capacity) };
}

describe('the embeddings of the frames that a user works on', () => {
  it('are made once, also for those who ask at the same time', async () => {
    const { frames, segmenter, cache } = open();
    const [one, other] = await Promise.all([cache.get(first), cache.get(first)]);
    expect(one).toBe(other);
    expect(await cache.get(first)).toBe(one);
    expect(segmenter.encodeRuns).toBe(1);
    expect(frames.liveFrames).toBe(0);
  });

  it('belong to the caller that takes them, even while still being encoded', async () => {
    const { segmenter, cache } = open();
    void cache.get(first);
    const taken = await cache.take(first);
    expect([cache.has(first), await cache.take(first)]).toEqual([false, null]);
    await cache.release();
    expect(segmenter.liveTensors).toBe(1);
    taken?.dispose();
    expect(segmenter.liveTensors).toBe(0);
  });

  it('give way to newer ones: the one that was wanted longest ago goes first', async () => {
    const { segmenter, cache } = open();
    await cache.get(first);
    await cache.get(second);
    await cache.get(first);
    await cache.get(third);
    expect([first, second, third].map((frame) => cache.has(frame))).toEqual([true, false, true]);
    expect(segmenter.liveTensors).toBe(2);
  });

  it('are dropped but for those that a run wants, whatever was under way', async () => {
    const { frames, segmenter, cache } = open();
    const dropped = cache.get(first);
    const kept = cache.get(second);
    await cache.keepOnly(new Set([second, third]));
    await expect(dropped).rejects.toMatchObject({ code: 'aborted' });
    await kept;
    expect([cache.has(first), cache.has(second)]).toEqual([false, true]);
    expect([segmenter.liveTensors, frames.liveFrames]).toEqual([1, 0]);
  });

  it('are given up only where they are not ready', async () => {
    const { segmenter, cache } = open();
    await cache.get(first);
    const unfinished = cache.get(second);
    await Promise.all([cache.abandon(first), cache.abandon(second)]);
    await expect(unfinished).rejects.toMatchObject({ code: 'aborted' });
    expect([cache.has(first), cache.has(second), segmenter.liveTensors]).toEqual([true, false, 1]);
  });

  it('are tried again after a failure, which the caller of take does not get', async () => {
    const { segmenter, cache } = open({ failAt: 1 });
    const failing = cache.get(first);
    const taken = cache.take(first);
    await expect(failing).rejects.toMatchObject({ code: 'model_run_failed' });
    expect(await taken).toBeNull();
    await cache.get(first);
    expect(segmenter.encodeRuns).toBe(1);
  });

  it('are never more than the capacity, and all disposed in the end, in any order of requests', async () => {
    const step = fc.record({
      what: fc.constantFrom('get', 'take', 'abandon', 'settle'),
      frame: fc.integer({ min: 0, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), async (steps, capacity) => {
        const { frames, segmenter, cache } = open({ capacity, failAt: 4 });
        const others: Promise<unknown>[] = [];
        for (const { what, frame } of steps) {
          const index = frameIndex(frame);
          if (what === 'get') others.push(cache.get(index).catch((error: unknown) => error));
          if (what === 'take') others.push(cache.take(index).then((embedding) => embedding?.dispose()));
          if (what === 'abandon') others.push(cache.abandon(index));
          if (what === 'settle') await Promise.all(others);
          if (what === 'settle') expect(segmenter.liveTensors).toBeLessThanOrEqual(capacity);
        }
        await Promise.all(others);
        await cache.release();
        expect([segmenter.liveTensors, frames.liveFrames]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});
