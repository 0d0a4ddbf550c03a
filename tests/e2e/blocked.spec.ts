import { expect, test, type Locator } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { AppPage } from './app-page.ts';

/** Whether an element is in the window with nothing over it. */
const isUncovered = (element: Locator) =>
  element.evaluate((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    const [middle, centre] = [(left + right) / 2, (top + bottom) / 2];
    const points = [
      [middle, top + 2],
      [middle, centre],
      [middle, bottom - 2],
      [left + 6, centre],
    ] as const;
    return points.every(([x, y]) => node.contains(document.elementFromPoint(x, y)));
  });

test('what keeps a dataset from being made is in view, and not behind the progress of a run', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 6, width: 160, height: 120 }) });
  await app.addClass('crate');
  await app.button('Add box').click();
  await app.button('Propagate').click();
  await expect(page.getByRole('region', { name: 'Progress' })).toBeVisible();
  await app.button('Cancel').click();
  await expect(app.button('Try again')).toBeVisible({ timeout: 120_000 });
  await page.getByRole('checkbox', { name: 'Use frame 0 for the dataset' }).uncheck();
  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      const create = app.button('Create dataset');
      const alert = page.getByRole('region', { name: 'Labelled frames' }).getByRole('alert');

      // By key: a click waits until the button is enabled.
      await create.press('Enter');
      await expect(alert).toHaveText('Choose at least one labelled frame.');
      await expect.poll(() => isUncovered(alert)).toBe(true);

      await page.getByRole('checkbox', { name: 'Use frame 0 for the dataset' }).check();
      await app.button('Add box').click();
      await create.click();
      await expect(alert).toContainText('the same box twice');
      await expect.poll(() => isUncovered(alert)).toBe(true);

      await app.button('Undo').click();
      await create.click();
      const dialog = page.getByRole('dialog', { name: 'Create dataset' });
      await dialog.getByRole('textbox', { name: 'Train' }).fill('');
      await dialog.getByRole('textbox', { name: 'Train' }).press('Enter');
      const reason = dialog.getByRole('alert').last();
      await expect.poll(() => isUncovered(reason)).toBe(true);
      await page.keyboard.press('Escape');
      await page.getByRole('checkbox', { name: 'Use frame 0 for the dataset' }).uncheck();
    }
  expect(app.errors).toEqual([]);
});
