import { expect, test } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { AppPage } from './app-page.ts';

const SIZE = { width: 320, height: 240 };

async function openClip(app: AppPage): Promise<void> {
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 6, ...SIZE }) });
  await app.addClass('crate');
}

test('polygon, brush and eraser draw, and everything can be undone and done again', async ({ page }) => {
  const app = new AppPage(page);
  await openClip(app);
  const click = async (x: number, y: number) => {
    const at = await app.toScreen(x, y);
    await page.mouse.click(at.x, at.y);
  };
  await app.button('Polygon').click();
  await click(40, 40);
  await click(100, 40);
  await click(100, 90);
  await expect(page.getByTestId('polygon-draft')).toBeVisible();
  await click(40, 90);
  await click(40, 40);
  await expect(page.getByTestId('outline')).toHaveCount(1);
  expect((await app.boxNumbers()).map(Math.round)).toEqual([40, 40, 60, 50]);
  await page.keyboard.press('Escape');

  await app.button('Brush').click();
  await app.drag({ x: 200, y: 150 }, { x: 260, y: 150 });
  await expect(app.boxes).toHaveCount(2);
  const painted = await app.boxNumbers();
  await expect.poll(() => app.maskPixels()).toBeGreaterThan(1000);
  const before = await app.maskPixels();
  await app.button('Eraser').click();
  await app.drag({ x: 266, y: 130 }, { x: 266, y: 170 });
  await expect.poll(() => app.maskPixels()).toBeLessThan(before);
  expect((await app.boxNumbers())[2]).toBeLessThan(painted[2] ?? 0);

  for (const boxes of [2, 1, 0]) {
    await page.keyboard.press('ControlOrMeta+z');
    await expect(app.boxes).toHaveCount(boxes);
  }
  for (const boxes of [1, 2, 2]) {
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect(app.boxes).toHaveCount(boxes);
  }
  await expect(app.button('Redo')).toBeDisabled();
  expect(app.errors).toEqual([]);
});

test(
  'a label is copied to another frame, and hundreds of steps can be taken back',
  { tag: '@long' },
  async ({ page }) => {
    test.slow();
    const app = new AppPage(page);
    await openClip(app);
    await app.drawBox({ x: 40, y: 60, width: 80, height: 60 });
    const drawn = await app.boxNumbers();
    await page.keyboard.press('ControlOrMeta+c');
    await app.button('Next frame').click();
    await app.expectFrame(1);
    await page.keyboard.press('ControlOrMeta+v');
    await expect(app.boxes).toHaveCount(1);
    await expect(app.boxes).toHaveAttribute('data-status', 'user');
    expect(await app.boxNumbers()).toEqual(drawn);
    // Moves of different objects in turn are steps of their own.
    for (let step = 0; step < 150; step += 1) {
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('a');
    }
    const [x = 0] = await app.boxNumbers();
    expect(x).toBe((drawn[0] ?? 0) + 150);
    for (let step = 0; step < 300; step += 1) await page.keyboard.press('ControlOrMeta+z');
    expect(await app.boxNumbers()).toEqual(drawn);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(app.boxes).toHaveCount(0);
  },
);

test('smart select finds the object under a click, gives up what Alt-click takes away, and takes a box', async ({
  page,
}) => {
  const app = new AppPage(page);
  await openClip(app);
  const { x, y, width, height } = objectBox(0, SIZE.width, SIZE.height);
  const middle = await app.toScreen(x + width / 2, y + height / 2);
  await app.button('Smart select').click();
  await expect(page.getByText('Click an object, or drag a box around it.')).toBeVisible({ timeout: 120_000 });
  await page.mouse.click(middle.x, middle.y);
  await expect(app.button('Accept')).toBeEnabled({ timeout: 30_000 });
  await page.keyboard.down('Alt');
  const outside = await app.toScreen(x + width + 20, y + height + 20);
  await page.mouse.click(outside.x, outside.y);
  await page.keyboard.up('Alt');
  await expect(page.getByTestId('smart-point')).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(app.boxes).toHaveCount(1);
  await expect(app.boxes).toHaveAttribute('data-kind', 'mask');
  await expect(page.getByTestId('smart-point')).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(app.boxes).toHaveCount(0);

  await app.drag({ x: x - 6, y: y - 6 }, { x: x + width + 6, y: y + height + 6 });
  await expect(app.button('Accept')).toBeEnabled({ timeout: 30_000 });
  await app.button('Accept').click();
  await page.getByRole('button', { name: /^crate \d+ labelled/ }).click();
  const found = await app.boxNumbers();
  [x, y, width, height].forEach((number, at) => expect(Math.abs(number - (found[at] ?? 0))).toBeLessThan(8));
  expect(app.errors).toEqual([]);
});
