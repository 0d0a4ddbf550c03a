import { afterEach, beforeEach, expect, it } from 'vitest';
import { frameIndex } from '../../core/schema/brands.ts';
import { Picture } from '../video/picture.ts';
import { pictureOf } from '../video/testing/picture.ts';
import { useLivePicture, liveView } from './live-picture-store.ts';

let floor = 0;
const shown = () => useLivePicture.getState().live?.frame ?? null;

/** A picture whose decoding the test finishes. */
function decoding(frame: number) {
  let decoded: (picture: Picture) => void = () => undefined;
  const decode = () => new Promise<Picture>((resolve) => (decoded = resolve));
  const done = liveView.showDecoded(decode, { frame: frameIndex(frame), tracks: [] });
  return async () => {
    decoded(pictureOf());
    await done;
  };
}

beforeEach(() => {
  floor = Picture.live;
});

afterEach(() => {
  liveView.show(null);
  expect(Picture.live).toBe(floor);
});

it('each picture takes the place of the one before, which is released', async () => {
  for (const frame of [1, 2, 3]) {
    await decoding(frame)();
    expect([shown(), Picture.live - floor]).toEqual([frame, 1]);
  }
});

it('a picture that is decoded behind a later one is not shown', async () => {
  const [first, second, third] = [decoding(1), decoding(2), decoding(3)];
  await second();
  await first();
  expect(shown()).toBe(2);
  await third();
  expect(shown()).toBe(3);
});

it('a picture that is decoded when the run has ended is not shown', async () => {
  const finish = decoding(1);
  liveView.show(null);
  await finish();
  expect(shown()).toBeNull();
});
