import { expect, test, type Page } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { AppPage } from './app-page.ts';

const NOTHING = { liveFrames: 0, liveTensors: 0 };

interface Clip {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly every: number;
}

/** Opens a clip with a label on its first frame, ready to be carried. */
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
  // The frame on the screen is a picture by then; what reads ahead of it lets go in its own time.
  await expect.poll(async () => (await app.diagnostics()).video?.liveFrames).toBe(0);
  expect((await app.diagnostics()).engine).toMatchObject(NOTHING);
}

test('promise 18: nothing is held where the model cannot be fetched, and the run works when it can', async ({
  page,
}) => {
  const size = { width: 160, height: 120 };
  const app = await begin(page, { bytes: await numberedClip({ frames: 2, ...size }), ...size, every: 1 });
  await page.route('**/models/*.onnx', (route) => route.abort());
  await app.button('Propagate').click();
  await expect(page.getByRole('alert').filter({ hasText: /model/i })).toBeVisible();
  expect((await app.diagnostics()).engine).toMatchObject({ ...NOTHING, backend: null });
  await page.unroute('**/models/*.onnx');
  await app.button('Propagate').click();
  await app.expectFinished();
  await expectNothingHeld(app);
});
