import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { RgbaImage } from '../../core/image/rgba.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import { openNodeVideo } from '../../node/frames/node-video.ts';
import { transparentClip } from '../fixtures/libav-clip.ts';
import { writeFixture } from '../fixtures/numbered-clip.ts';
import { AppPage } from './app-page.ts';

const RANKS = [0, 11, 5, 6, 3];

for (const codec of ['vp8', 'vp9'] as const) {
  test(`promise 21: a transparent video is the same over black in the browser and in Node: ${codec}`, async ({
    page,
  }) => {
    const violations: string[] = [];
    await page.exposeFunction('reportViolation', (text: string) => violations.push(text));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        const { reportViolation } = window as unknown as { reportViolation: (text: string) => void };
        reportViolation(`${violatedDirective} ${blockedURI}`);
      });
    });
    const bytes = await transparentClip(codec, 12);
    const inNode = await pixelsInNode(bytes);
    const app = new AppPage(page);
    await app.open();
    await app.openVideo({ name: 'clear.webm', bytes });
    for (const rank of RANKS) {
      await app.goTo(rank);
      const shown = await app.frameOnScreen();
      expect(shown.rank).toBe(rank);
      const other = inNode.get(rank);
      expect([shown.image.width, shown.image.height]).toEqual([other?.width, other?.height]);
      const differences = shown.image.data.map((value, at) => Math.abs(value - (other?.data[at] ?? 0)));
      const worst = differences.indexOf(Math.max(...differences));
      const there =
        `${worst % 4} of ${(worst >> 2) % 64}, ${worst >> 8}: ` + `${shown.image.data[worst]}, ${other?.data[worst]}`;
      expect(Math.max(...differences), `frame ${rank}, channel ${there}`).toBeLessThanOrEqual(2);
    }
    await app.goTo(0);
    await app.button('Play').click();
    await app.expectFrame(11);
    expect(violations).toEqual([]);
    expect(app.errors).toEqual([]);
  });
}

/** The pixels as the command line and the server decode them. */
async function pixelsInNode(bytes: Uint8Array): Promise<Map<number, RgbaImage>> {
  const folder = await mkdtemp(join(tmpdir(), 'vdf-transparent-'));
  const source = await openNodeVideo(await writeFixture(join(folder, 'clear.webm'), bytes));
  const images = new Map<number, RgbaImage>();
  for (const rank of RANKS) {
    const frame = await source.frame(frameIndex(rank));
    images.set(rank, await frame.rgba());
    frame.close();
  }
  await source.close();
  await rm(folder, { recursive: true });
  return images;
}
