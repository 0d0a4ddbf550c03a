import { describe, expect, it } from 'vitest';
import { ranks, SyntheticFrames, syntheticVideo } from '../export/testing/synthetic-frames.ts';
import { frameIndex } from '../schema/brands.ts';
import { WatchedFrames } from './watched-frames.ts';

interface Picture {
  readonly red: number | undefined;
  open: boolean;
}

function watched({ every = 0, fails = false } = {}) {
  const source = new SyntheticFrames(syntheticVideo());
  const made: Picture[] = [];
  const clock = { time: 0 };
  const pictures = {
    every,
    async shrink({ data }: { data: Uint8ClampedArray }) {
      if (fails) throw new Error('no picture');
      const picture = { red: data[0], open: true };
      made.push(picture);
      return picture;
    },
    close(picture: Picture) {
      picture.open = false;
    },
    failed: () => undefined,
  };
  return { source, made, clock, frames: new WatchedFrames(source, { pictures }, () => clock.time) };
}

describe('watched frames', () => {
  it('give a picture of the frame itself, once, and close those that are not taken', async () => {
    const { frames, source, made } = watched();
    for await (const frame of frames.frames(ranks(8))) {
      await frame.rgba();
      frame.close();
    }
    const picture = await frames.take(frameIndex(7));
    expect(picture?.red).toBe((await (await source.frame(frameIndex(7))).rgba()).data[0]);
    expect(await frames.take(frameIndex(7))).toBeNull();
    frames.release();
    await new Promise((resolve) => setTimeout(resolve));
    expect(made).toHaveLength(8);
    expect(made.filter(({ open }) => open)).toEqual([picture]);
  });

  it('give pictures only so often', async () => {
    const { frames, made, clock } = watched({ every: 400 });
    for await (const frame of frames.frames(ranks(10))) {
      await frame.rgba();
      frame.close();
      clock.time += 150;
    }
    expect(made).toHaveLength(4);
  });

  it('are there without pictures, too', async () => {
    const { frames } = watched({ fails: true });
    for await (const frame of frames.frames(ranks(2))) {
      expect((await frame.rgba()).width).toBe(64);
      frame.close();
    }
    expect(await frames.take(frameIndex(0))).toBeNull();
  });

  it('stand still before a frame until they may go on, and hold nothing when they may not', async () => {
    const source = new SyntheticFrames(syntheticVideo());
    let go: () => void = () => undefined;
    let fail: (reason: Error) => void = () => undefined;
    const gate = () =>
      new Promise<void>((resolve, reject) => {
        go = resolve;
        fail = reject;
      });
    const frames = new WatchedFrames<never>(source, { beforeFrame: gate }).frames(ranks(3));
    let got = false;
    const first = frames.next().then((next) => {
      got = true;
      return next;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(got).toBe(false);
    go();
    const { value } = await first;
    expect(value?.index).toBe(0);
    value?.close();
    const second = frames.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    fail(new Error('stopped'));
    await expect(second).rejects.toThrow('stopped');
    expect(source.liveFrames).toBe(0);
  });
});
