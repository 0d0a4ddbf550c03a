import { describe, expect, it } from 'vitest';
import { SyntheticFrames, syntheticVideo } from '../../core/export/testing/synthetic-frames.ts';
import { throwIfAborted } from '../../core/errors.ts';
import { frameIndex, type FrameIndex } from '../../core/schema/brands.ts';
import { ThumbnailMaker } from './thumbnail-maker.ts';

const clock = {
  now: () => performance.now(),
  wait: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
};

function makerOf() {
  const source = new SyntheticFrames(syntheticVideo({ frameCount: 20 }));
  let started = 0;
  // Decoding takes a moment, in which it can be cancelled.
  const slow = {
    async frame(rank: FrameIndex, signal?: AbortSignal) {
      started += 1;
      await clock.wait(20);
      throwIfAborted(signal);
      return source.frame(rank);
    },
  };
  const maker = new ThumbnailMaker(slow, async (frame) => (await frame.rgba()).data[0], clock);
  return { maker, source, started: () => started };
}

/** The synthetic frame's first pixel is its frame index times eight. */
const pixelOf = (rank: number) => (rank * 8) & 255;

describe('thumbnails', () => {
  it('are of the frames that were asked for, and leave no frame open', async () => {
    const { maker, source } = makerOf();
    const made = await Promise.all([3, 0, 17].map((rank) => maker.make(frameIndex(rank))));
    expect(made).toEqual([3, 0, 17].map(pixelOf));
    expect(source.liveFrames).toBe(0);
  });

  it('give way to a frame that is asked for, and come after it', async () => {
    const { maker, source, started } = makerOf();
    const thumbnail = maker.make(frameIndex(5));
    await clock.wait(5);
    const order: string[] = [];
    const step = maker.before(() => clock.wait(60)).then(() => order.push('step'));
    await thumbnail.then(() => order.push('thumbnail'));
    await step;
    expect(order).toEqual(['step', 'thumbnail']);
    expect(started()).toBe(2);
    expect(source.liveFrames).toBe(0);
  });

  it('go on after one that cannot be made, and end when the video is closed', async () => {
    const { maker, source } = makerOf();
    await expect(maker.make(frameIndex(99))).rejects.toMatchObject({ code: 'frame_out_of_range' });
    expect(await maker.make(frameIndex(2))).toBe(pixelOf(2));
    const waiting = [maker.make(frameIndex(4)), maker.make(frameIndex(6))];
    const ends = waiting.map((each) => expect(each).rejects.toMatchObject({ code: 'aborted' }));
    await clock.wait(5);
    maker.close();
    await Promise.all(ends);
    expect(source.liveFrames).toBe(0);
  });
});
