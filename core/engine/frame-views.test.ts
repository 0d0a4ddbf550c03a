import { describe, expect, it } from 'vitest';
import { ForgeError } from '../errors.ts';
import type { RgbaImage } from '../image/rgba.ts';
import type { Embedding } from '../ports/segmenter.ts';
import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import { ColorSegmenter } from './testing/color-segmenter.ts';
import { FrameViews } from './frame-views.ts';
import { moving, sceneFrames } from './testing/scene.ts';

const ranks = (...frames: number[]): FrameIndex[] => frames.map(frameIndex);

/** @param failAt the encoder run that fails, counted from 1 */
function open(toKeep: readonly FrameIndex[] = [], failAt = Infinity, signal?: AbortSignal) {
  class Failing extends ColorSegmenter {
    override encode(image: RgbaImage, stop?: AbortSignal): Promise<Embedding> {
      const failure = new ForgeError('model_run_failed');
      return this.encodeRuns + 1 >= failAt ? Promise.reject(failure) : super.encode(image, stop);
    }
  }
  const frames = sceneFrames(12, [{ color: [220, 40, 40], boxAt: moving(20, 30, 6, 2) }]);
  const segmenter = new Failing();
  return { frames, segmenter, views: new FrameViews({ frames, segmenter }, new Set(toKeep), signal) };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('the views of frames', () => {
  it('come in order, with two more under way while one is looked at, but none while the first one is', async () => {
    const { frames, segmenter, views } = open();
    const seen: number[] = [];
    for await (const view of views.views(ranks(0, 3, 6, 9, 7, 5))) {
      seen.push(view.frame);
      // The next frame was passed to the model before this view was handed out.
      if (seen.length > 1) expect(segmenter.encodeRuns).toBeGreaterThan(Math.min(seen.length, 5));
      await settle();
      expect(segmenter.encodeRuns).toBe(seen.length === 1 ? 1 : Math.min(seen.length + 2, 6));
    }
    await views.dispose();
    expect(seen).toEqual([0, 3, 6, 9, 7, 5]);
    expect([frames.liveFrames, segmenter.liveTensors]).toEqual([0, 0]);
  });

  it('are made once for a frame that is kept, however soon it comes again, and released in the end', async () => {
    const { frames, segmenter, views } = open(ranks(2, 3));
    const seen: number[] = [];
    for await (const view of views.views(ranks(1, 2, 3, 3, 2, 1))) seen.push(view.frame);
    expect(seen).toEqual([1, 2, 3, 3, 2, 1]);
    expect(segmenter.encodeRuns).toBe(4);
    expect(segmenter.liveTensors).toBe(2);
    await views.dispose();
    expect([frames.liveFrames, segmenter.liveTensors]).toEqual([0, 0]);
  });

  it('end with the failure of the one whose turn it is, and release the others', async () => {
    const { frames, segmenter, views } = open(ranks(1), 4);
    const seen: number[] = [];
    const course = async () => {
      for await (const view of views.views(ranks(0, 1, 2, 3, 4))) {
        seen.push(view.frame);
        await settle();
      }
    };
    await expect(course()).rejects.toMatchObject({ code: 'model_run_failed' });
    expect(seen).toEqual([0, 1, 2]);
    await views.dispose();
    expect([frames.liveFrames, segmenter.liveTensors]).toEqual([0, 0]);
  });

  it('are not begun after an abort', async () => {
    const controller = new AbortController();
    controller.abort();
    const { segmenter, views } = open([], Infinity, controller.signal);
    await expect(views.views(ranks(0, 1)).next()).rejects.toMatchObject({ code: 'aborted' });
    expect(segmenter.encodeRuns).toBe(0);
  });
});
