import { expect, test, type Page } from '@playwright/test';
import { damagedVideo } from '../fixtures/bad-files.ts';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { AppPage } from './app-page.ts';
import { watchFrames } from './frame-watch.ts';

/**
 * Frames that mediabunny lets a decoder run ahead before its first picture is out, and those that a source
 * itself holds: three and one.
 */
const CAP = 40 + 4;
const NOTHING = { liveFrames: 0, liveTensors: 0 };

interface Clip {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly every: number;
}

/** Opens a clip with a label on its first frame, ready to be propagated. */
async function begin(page: Page, { bytes, width, height, every }: Clip): Promise<AppPage> {
  const app = new AppPage(page);
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes });
  await app.addClass('box');
  await app.drawBox(objectBox(0, width, height));
  await app.sampleEvery(every);
  return app;
}

async function expectNothingHeld(app: AppPage): Promise<void> {
  // The frame on the screen is a picture by then; the read-ahead releases its frames in its own time.
  await expect.poll(async () => (await app.diagnostics()).video?.liveFrames).toBe(0);
  expect((await app.diagnostics()).engine).toMatchObject(NOTHING);
}

test(
  'promise 18: VideoFrames stay under their cap in a run that a person watches, and none is left after it',
  { tag: '@long' },
  async ({ page }) => {
    const frames = 120;
    const size = { width: 320, height: 240 };
    const countOf = await watchFrames(page);
    const app = await begin(page, { bytes: await numberedClip({ frames, ...size }), ...size, every: 30 });
    await app.button('Propagate').click();
    await expect(page.getByText(/^Frame \d+ of 4$/)).toBeVisible({ timeout: 120_000 });
    await app.button('Play').click();
    await app.expectFinished();
    await app.expectFrame(frames - 1);
    await expectNothingHeld(app);
    for (const worker of ['engine', 'video']) {
      await expect.poll(async () => (await countOf(worker))?.live, worker).toBe(0);
      const count = await countOf(worker);
      // Decoders gave far more than the cap; otherwise the check would prove nothing.
      expect(count?.given, worker).toBeGreaterThan(2 * CAP);
      expect(count?.most, worker).toBeLessThanOrEqual(CAP);
    }
  },
);

test('promise 18: nothing is held after a cancel, nor after an error in the middle of a run', async ({ page }) => {
  const size = { width: 320, height: 240 };
  const countOf = await watchFrames(page);
  // Its first frames are whole, the others are noise.
  const app = await begin(page, { bytes: await damagedVideo(), ...size, every: 10 });
  await app.button('Propagate').click();
  await expect(page.getByText(/^Frame [1-9]\d* of 6$/)).toBeVisible({ timeout: 120_000 });
  await app.button('Cancel').click();
  await expect(page.getByText('Stopped. The labels made so far are kept.')).toBeVisible();
  await expectNothingHeld(app);
  await expect.poll(async () => (await countOf('engine'))?.live).toBe(0);

  await app.button('Propagate').click();
  await expect(page.getByRole('alert').filter({ hasText: /could not be decoded at frame \d+/ })).toBeVisible({
    timeout: 120_000,
  });
  await expectNothingHeld(app);
  await expect.poll(async () => (await countOf('engine'))?.live).toBe(0);
});

test(
  'promise 18: nothing is held where the model cannot be fetched, and the run works when it can',
  { tag: '@long' },
  async ({ page }) => {
    const size = { width: 160, height: 120 };
    // From the start: the model is fetched as soon as there is a class.
    await page.route('**/models/*.onnx', (route) => route.abort());
    const app = await begin(page, { bytes: await numberedClip({ frames: 2, ...size }), ...size, every: 1 });
    await app.button('Propagate').click();
    await expect(page.getByRole('alert').filter({ hasText: /model/i })).toBeVisible();
    expect((await app.diagnostics()).engine).toMatchObject({ ...NOTHING, backend: null });
    await page.unroute('**/models/*.onnx');
    await app.button('Propagate').click();
    await app.expectFinished();
    await expectNothingHeld(app);
  },
);
