import { expect, test } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { AppPage } from './app-page.ts';

test.describe('labelling a frame', () => {
  let app: AppPage;

  test.beforeEach(async ({ page }) => {
    app = new AppPage(page);
    await app.open();
    await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 12 }) });
  });

  test('boxes are drawn, selected, moved, resized and removed with the mouse', async ({ page }) => {
    await app.addClass('box');
    await app.drawBox({ x: 40, y: 60, width: 80, height: 60 });
    await app.drawBox({ x: 200, y: 100, width: 60, height: 60 });
    await expect(app.boxes).toHaveCount(2);
    await app.page.getByRole('button', { name: /^box 1 labelled/ }).click();
    await app.drag({ x: 80, y: 90 }, { x: 100, y: 100 });
    const moved = await app.boxNumbers();
    expect(moved.map(Math.round)).toEqual([60, 70, 80, 60]);
    const [x = 0, y = 0, width = 0, height = 0] = moved;
    await app.drag({ x: x + width, y: y + height }, { x: x + width + 30, y: y + height - 20 });
    expect((await app.boxNumbers()).map(Math.round)).toEqual([60, 70, 110, 40]);
    await page.keyboard.press('Delete');
    await expect(app.boxes).toHaveCount(1);
    await app.button('Undo').click();
    await expect(app.boxes).toHaveCount(2);
  });

  test('everything works without a mouse', async ({ page }) => {
    await app.button('Start annotating').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Class name' }).focus();
    await page.keyboard.type('cat');
    await page.keyboard.press('Enter');
    await app.button('Add box').focus();
    await page.keyboard.press('Enter');
    const [x = 0, y = 0, width = 0, height = 0] = await app.boxNumbers();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Alt+ArrowRight');
    await page.keyboard.press('Alt+Shift+ArrowUp');
    expect(await app.boxNumbers()).toEqual([x + 1, y + 10, width + 1, height - 10]);
    // The first Escape closes the tooltip of the focused button.
    await expect(page.getByRole('tooltip')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('f');
    await app.expectFrame(1);
    await page.keyboard.press('ArrowRight');
    await app.expectFrame(2);
    await app.timeline.focus();
    await page.keyboard.press('End');
    await app.expectFrame(11);
    await expect(app.timeline).toHaveAttribute('aria-valuenow', '11');
    await page.keyboard.press('Home');
    await app.expectFrame(0);
    await app.page.getByRole('button', { name: /^cat 1 labelled/ }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Delete');
    await expect(app.boxes).toHaveCount(0);
  });

  test('leaving the page with labels on it asks first', async ({ page }) => {
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await app.addClass('cat');
    await app.drawBox({ x: 40, y: 60, width: 80, height: 60 });
    await page.close({ runBeforeUnload: true });
    await expect.poll(() => asked).toEqual(['beforeunload']);
    await expect(app.boxes).toHaveCount(1);
  });

  test('a box drawn before there is a class waits for its name', async ({ page }) => {
    await app.drawBox({ x: 40, y: 60, width: 80, height: 60 });
    await expect(page.getByText('Name a class for this box')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Class name' })).toBeFocused();
    await page.keyboard.type('dog');
    await page.keyboard.press('Enter');
    await expect(app.boxes).toHaveCount(1);
    expect((await app.boxNumbers()).map(Math.round)).toEqual([40, 60, 80, 60]);
  });

  test('the view zooms to the pointer, pans and fits', async ({ page }) => {
    const before = await app.toScreen(160, 120);
    // Wheel events have whole pixels, rounded down.
    const pointer = { x: Math.ceil(before.x), y: Math.ceil(before.y) };
    const width = async () => (await app.toScreen(320, 0)).x - (await app.toScreen(0, 0)).x;
    const fitted = await width();
    await page.mouse.move(pointer.x, pointer.y);
    await page.mouse.wheel(0, -300);
    await expect.poll(width).toBeGreaterThan(1.5 * fitted);
    expect(Math.abs((await app.toScreen(160, 120)).x - before.x)).toBeLessThan(1);
    const zoomed = await app.toScreen(0, 0);
    await page.mouse.down({ button: 'middle' });
    await page.mouse.move(pointer.x + 50, pointer.y + 30, { steps: 4 });
    await page.mouse.up({ button: 'middle' });
    const panned = await app.toScreen(0, 0);
    expect([panned.x - zoomed.x, panned.y - zoomed.y].map(Math.round)).toEqual([50, 30]);
    await page.keyboard.press('0');
    await expect.poll(async () => (await app.toScreen(160, 120)).x).toBeCloseTo(before.x, 0);
  });

  test('labels follow the view with lines, tags and handles of one size, and the frame stays where it is', async ({
    page,
  }) => {
    await app.addClass('box');
    const empty = await app.toScreen(0, 0);
    await app.drawBox({ x: 100, y: 80, width: 80, height: 60 });
    await app.drawBox({ x: 200, y: 150, width: 60, height: 60 });
    expect(await app.toScreen(0, 0)).toEqual(empty);
    await app.page.getByRole('button', { name: /^box 1 labelled/ }).click();
    const sizes = async () => {
      const tag = await page.locator('svg[role="application"] text').first().boundingBox();
      const handle = await page.locator('[data-handle="se"]').boundingBox();
      return [tag?.height, handle?.width].map((size) => Math.round(size ?? 0));
    };
    const before = await sizes();
    const centre = await app.toScreen(140, 110);
    await page.mouse.move(centre.x, centre.y);
    await page.mouse.wheel(0, -300);
    const box = page.locator('[data-testid="box"][data-selected="true"]');
    const left = async () => (await app.toScreen(100, 80)).x;
    await expect.poll(left).toBeLessThan(centre.x - 60);
    const [corner, end] = [await app.toScreen(100, 80), await app.toScreen(180, 140)];
    const bounds = await box.evaluate((element) => {
      const { x, y, right, bottom } = element.getBoundingClientRect();
      return [x, y, right, bottom];
    });
    expect(bounds.map(Math.round)).toEqual([corner.x, corner.y, end.x, end.y].map(Math.round));
    expect(await sizes()).toEqual(before);
    await app.drag({ x: 180, y: 140 }, { x: 190, y: 145 });
    expect((await app.boxNumbers()).map(Math.round)).toEqual([100, 80, 90, 65]);
  });
});
