import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ForgeError } from '../errors.ts';
import type { RgbaImage } from '../image/rgba.ts';
import type { Embedding } from '../ports/segmenter.ts';
import { takePixels } from '../frames/take-pixels.ts';
import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import { ColorSegmenter } from './testing/color-segmenter.ts';
import { EmbeddingCache, embeddingBudget } from './embedding-cache.ts';
import { moving, sceneFrames } from './testing/scene.ts';

const [first, second, third] = [frameIndex(0), frameIndex(1), frameIndex(2)];

/** Bytes of an embedding of the test segmenter: 64 x 36 cells of 32 floats. */
const EMBEDDING = 64 * 36 * 32 * 4;

/**
 * @param capacity the number of frames that there is room for
 * @param failAt the encoder run that fails, counted from 1
 */
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
  return { frames, segmenter, cache: new EmbeddingCache(frames, segmenter, capacity * EMBEDDING) };
}

/** As a run that takes a frame and hands it back. */
async function putAgain(cache: EmbeddingCache, frame: FrameIndex): Promise<void> {
  const taken = await cache.take(frame);
  if (taken) cache.put(frame, taken);
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

  it('are taken over from a run that needs them no more, but not twice and not without room', async () => {
    const { segmenter, frames, cache } = open();
    const encode = async (rank: number) =>
      segmenter.encode(await takePixels(await frames.frame(frameIndex(rank), undefined)));
    cache.put(first, await encode(0));
    cache.put(first, await encode(0));
    expect([segmenter.encodeRuns, segmenter.liveTensors]).toEqual([2, 1]);
    await cache.get(first);
    expect(segmenter.encodeRuns).toBe(2);
    cache.put(second, await encode(1));
    cache.put(third, await encode(2));
    await vi.waitFor(() => expect(segmenter.liveTensors).toBe(2));
    expect([first, second, third].map((frame) => cache.has(frame))).toEqual([false, true, true]);
  });

  it('of a correction stay in its order, before any other', async () => {
    const { segmenter, cache } = open();
    await cache.get(frameIndex(7));
    cache.prefer([third, first, second]);
    for (const frame of [first, third, second]) await cache.get(frame);
    // The frame that was asked for last stays until the next one is.
    expect([first, second, third].map((frame) => cache.has(frame))).toEqual([false, true, true]);
    await cache.get(first);
    expect([first, second, third].map((frame) => cache.has(frame))).toEqual([true, false, true]);
    cache.prefer([second]);
    await cache.get(second);
    expect([first, second, third].map((frame) => cache.has(frame))).toEqual([true, true, false]);
    await vi.waitFor(() => expect(segmenter.liveTensors).toBe(2));
  });

  it('take a sixteenth of the memory of the device', () => {
    const megabytes = (memory?: number) => embeddingBudget(memory) / 2 ** 20;
    expect([undefined, 0.25, 2, 8, 64].map(megabytes)).toEqual([256, 64, 128, 512, 1024]);
  });

  it('are never more than there is room for, and all disposed in the end, in any order of requests', async () => {
    const step = fc.record({
      what: fc.constantFrom('get', 'take', 'put', 'prefer', 'abandon', 'settle'),
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
          if (what === 'put') others.push(putAgain(cache, index));
          if (what === 'prefer') cache.prefer([index, first]);
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
