import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import { Picture } from './picture.ts';
import { BitmapDouble, pictureOf } from './testing/picture.ts';
import { videoClient } from './video-client.ts';
import { EMPTY_VIDEO, useVideoStore } from './video-store.ts';
import { useFramePictures, framePictures } from './frame-pictures.ts';

const kept = () => [...useFramePictures.getState().pictures.keys()];
const open = (name: string) =>
  useVideoStore.setState({ ...EMPTY_VIDEO, status: 'open', file: new File([name], 'clip.mp4') });

/** Each picture requested from the video, to be answered by the test. */
let asked: { readonly rank: number; answer(): void; fail(error: Error): void }[] = [];
let floor = 0;

beforeEach(() => {
  asked = [];
  floor = Picture.live;
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.spyOn(videoClient, 'smallPictureOf').mockImplementation(
    (rank) =>
      new Promise((resolve, reject) => {
        asked.push({ rank, answer: () => resolve(pictureOf()), fail: reject });
      }),
  );
  open('one');
});

afterEach(() => {
  framePictures.release();
  expect(Picture.live).toBe(floor);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('pictures are made one after the other, and one that cannot be made does not end that', async () => {
  for (const frame of [1, 2, 3]) framePictures.request(frameIndex(frame));
  asked[0]?.answer();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]?.fail(new ForgeError('video_decode_failed.frame', { frame: 2 }));
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  asked[2]?.answer();
  await vi.waitFor(() => expect(kept()).toEqual([1, 3]));
});

it('pictures of another video are made while the last one never answered', async () => {
  framePictures.request(frameIndex(1));
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  open('two');
  framePictures.release();
  framePictures.request(frameIndex(4));
  await vi.waitFor(() => expect(asked.map(({ rank }) => rank)).toEqual([1, 4]));
  // The answer of the closed video arrives late: it does not belong to this one.
  asked[0]?.answer();
  asked[1]?.answer();
  await vi.waitFor(() => expect(kept()).toEqual([4]));
});

it('the shown frame is kept although another one is shown before its picture is made', async () => {
  let end = (): void => undefined;
  vi.stubGlobal('createImageBitmap', async (bitmap: BitmapDouble) => {
    await new Promise<void>((resolve) => (end = resolve));
    if (bitmap.closed > 0) throw new DOMException('The image source is detached', 'InvalidStateError');
    return new BitmapDouble();
  });
  const picture = new Picture(new BitmapDouble(640, 480));
  useVideoStore.setState({ shown: { rank: frameIndex(5), timestamp: 0.5, picture } });
  const keeping = framePictures.keepShown();
  useVideoStore.setState({ shown: null });
  picture.release();
  end();
  await keeping;
  expect(kept()).toEqual([5]);
});
