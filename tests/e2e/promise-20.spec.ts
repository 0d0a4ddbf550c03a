import { expect, test } from '@playwright/test';
import { numberedClip, withoutFirstKeyFrame, withPixelAspect } from '../fixtures/numbered-clip.ts';
import { readFrameNumber } from '../fixtures/numbered-frame.ts';
import { AppPage } from './app-page.ts';

interface OddClip {
  readonly bytes: () => Promise<Uint8Array>;
  /** Displayed size, in pixels. */
  readonly size: readonly [number, number];
  /** The number that frame 0 shows. */
  readonly first: number;
}

/** Variable rate, B-frames, edit lists and rotation are in frame-truth.spec.ts. */
const CLIPS: Readonly<Record<string, OddClip>> = {
  'non-square pixels': {
    bytes: async () => withPixelAspect(await numberedClip({ frames: 12 }), 4, 3),
    size: [427, 240],
    first: 0,
  },
  'odd sizes': {
    bytes: () => numberedClip({ frames: 12, width: 321, height: 241, codec: 'vp9', container: 'webm' }),
    size: [321, 241],
    first: 0,
  },
  'no initial key frame': {
    bytes: async () =>
      withoutFirstKeyFrame(await numberedClip({ frames: 20, gop: 5, bFrames: false, container: 'mkv' })),
    size: [320, 240],
    first: 5,
  },
};

for (const [what, { bytes, size, first }] of Object.entries(CLIPS)) {
  test(`promise 20: a video with ${what} shows the right frames`, async ({ page }) => {
    const app = new AppPage(page);
    await app.open();
    await app.openVideo({ name: 'odd.mp4', bytes: await bytes() });
    for (const rank of [0, 1, 7, 3]) {
      await app.goTo(rank);
      const { image } = await app.frameOnScreen();
      expect([image.width, image.height]).toEqual(size);
      expect(readFrameNumber(image)).toBe(first + rank);
    }
    expect(app.errors).toEqual([]);
  });
}
