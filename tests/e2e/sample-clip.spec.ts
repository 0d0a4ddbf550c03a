import { expect, test, type Page } from '@playwright/test';
import { sampleTruth } from '../../client/workers/sample-truth.ts';
import { AppPage, type PixelBox } from './app-page.ts';

/** The box of an object of the sample clip on its first frame. */
function objectAt(name: string): PixelBox {
  const [x, y, width, height] = sampleTruth(0).find((object) => object.name === name)?.box ?? [];
  if (x === undefined || y === undefined || width === undefined || height === undefined) throw new Error(`no ${name}`);
  return { x, y, width, height };
}

async function openSample(page: Page): Promise<AppPage> {
  const app = new AppPage(page);
  await app.open();
  await app.button('Try the sample clip').click();
  await expect(app.timeline).toBeVisible({ timeout: 60_000 });
  await app.expectFrame(0);
  return app;
}

const encodeRuns = async (app: AppPage) => (await app.diagnostics()).engine?.encodeRuns;

test('the sample clip asks for few frames, and all of them can be chosen', async ({ page }) => {
  const app = await openSample(page);
  const every = page.getByRole('textbox', { name: 'Every n-th frame, n' });
  await expect(every).toHaveValue('25');
  await expect(page.getByText('4 frames', { exact: true })).toBeVisible();
  await app.sampleEvery(1);
  await expect(page.getByText('100 frames', { exact: true }).last()).toBeVisible();
  // Looking at a video does not download the model.
  expect(app.modelRequests()).toEqual([]);
});

test('the model and the frame in view are ready before Propagate, which does not encode it again @long', async ({
  page,
}) => {
  const app = await openSample(page);
  await app.addClass('balloon');
  await expect.poll(async () => (await app.diagnostics()).engine?.backend, { timeout: 120_000 }).toBe('wasm');
  expect(new Set(app.modelRequests()).size).toBe(2);
  expect(await encodeRuns(app)).toBe(0);
  await app.drawBox(objectAt('balloon'));
  await expect.poll(() => encodeRuns(app), { timeout: 60_000 }).toBe(1);
  await expect.poll(async () => (await app.diagnostics()).engine?.liveTensors, { timeout: 60_000 }).toBe(1);
  // Drawn again, it is not encoded again; smart select finds it ready, too.
  await page.keyboard.press('ArrowRight');
  await app.button('Smart select').click();
  await expect(page.getByText('Click an object, or drag a box around it.')).toBeVisible({ timeout: 60_000 });
  // It would have the frame in view encoded again after each run.
  await app.button('Select').click();
  expect(await encodeRuns(app)).toBe(1);

  await app.sampleEvery(50);
  const run = async () => {
    const before = (await encodeRuns(app)) ?? 0;
    await app.button('Propagate').click();
    await expect(app.button('Cancel')).toBeVisible();
    await app.expectFinished();
    return ((await encodeRuns(app)) ?? 0) - before;
  };
  const helped = await run();
  await app.goTo(50);
  await app.boxes.first().click();
  const found = await app.boxNumbers();
  // The run left nothing behind, so that the same one once more has every frame to encode.
  expect((await app.diagnostics()).engine).toMatchObject({ liveTensors: 0 });
  const plain = await run();
  expect(plain - helped).toBe(1);
  await app.boxes.first().click();
  expect(await app.boxNumbers()).toEqual(found);
  expect(app.errors).toEqual([]);
});
