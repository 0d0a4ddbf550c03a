import { expect, test, type Page } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { signUp } from './account-steps.ts';
import { AppPage } from './app-page.ts';
import { expectAccessible } from './axe.ts';

const SIZE = { width: 320, height: 240 };

/** Opens a clip with its first frame labelled, at every n-th frame. */
async function labelledClip(app: AppPage, frames: number, every = 1): Promise<void> {
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames, ...SIZE }) });
  await app.addClass('crate');
  await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
  await expect(app.boxes).toHaveCount(1);
  await app.sampleEvery(every);
}

/** Chooses an item in the menu of a button. */
async function choose(page: Page, button: string, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme axe finds nothing`, { tag: colorScheme === 'dark' ? '@long' : [] }, () => {
    // Without motion no element is half visible when axe checks its colours.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('in the workspace, its menus, lists and questions about classes', async ({ page }) => {
      const app = new AppPage(page);
      const dialog = page.getByRole('dialog');
      await app.open();
      await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 6, ...SIZE }) });
      await expectAccessible(page, 'workspace');
      await app.button('Start annotating').click();
      await expectAccessible(page, 'form for a class');
      await app.addClass('crate');
      await app.addClass('box');
      await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
      await expect(app.boxes).toHaveCount(1);
      await app.button('Finish annotating').click();
      await expectAccessible(page, 'labelled frame');

      await page.getByRole('button', { name: /^box 1 labelled/ }).click();
      await expectAccessible(page, 'selected object');
      await page.getByRole('combobox', { name: 'Class of the object' }).click();
      await expect(page.getByRole('option', { name: 'crate' })).toBeVisible();
      await expectAccessible(page, 'list of classes');
      await page.keyboard.press('Escape');
      await app.button('Colour of crate').click();
      await expect(app.button('Colour 2')).toBeVisible();
      await expectAccessible(page, 'palette');
      await page.keyboard.press('Escape');

      await app.button('Edit class crate').click();
      await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible();
      await expectAccessible(page, 'menu of a class');
      await page.getByRole('menuitem', { name: 'Rename' }).click();
      await expect(page.getByRole('textbox', { name: 'New name of crate' })).toBeFocused();
      await expectAccessible(page, 'renaming a class');
      await page.keyboard.press('Escape');
      await choose(page, 'Edit class crate', /^Merge into/);
      await expect(dialog).toBeVisible();
      await expectAccessible(page, 'merging a class');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await choose(page, 'Edit class box', /^Delete/);
      await expect(dialog).toBeVisible();
      await expectAccessible(page, 'deleting a class');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await page.getByRole('button', { name: /^Playback speed/ }).click();
      await expect(page.getByRole('menu')).toBeVisible();
      await expectAccessible(page, 'menu of speeds');
    });

    test('while tools are in use', { tag: '@long' }, async ({ page }) => {
      const app = new AppPage(page);
      await labelledClip(app, 4);
      await app.button('Polygon').click();
      for (const [x, y] of [
        [200, 120],
        [240, 120],
        [240, 160],
      ] as const) {
        const corner = await app.toScreen(x, y);
        await page.mouse.click(corner.x, corner.y);
      }
      await expect(app.button('Close polygon')).toBeVisible();
      await expectAccessible(page, 'polygon');
      await page.keyboard.press('Escape');
      await app.button('Brush').click();
      await expect(page.getByRole('slider', { name: 'Brush size' })).toBeVisible();
      await expectAccessible(page, 'brush');
      await app.button('Smart select').click();
      await expect(page.getByText('Click an object, or drag a box around it.')).toBeVisible({ timeout: 120_000 });
      const { x, y, width, height } = objectBox(0, SIZE.width, SIZE.height);
      const middle = await app.toScreen(x + width / 2, y + height / 2);
      await page.mouse.click(middle.x, middle.y);
      await expect(app.button('Accept')).toBeEnabled({ timeout: 60_000 });
      await expectAccessible(page, 'smart select');
    });

    test('from the dialog to the dataset, and in the review behind a run', { tag: '@long' }, async ({ page }) => {
      const app = new AppPage(page);
      const dialog = page.getByRole('dialog');
      await labelledClip(app, 17, 8);
      await app.button('Sign in').click();
      await signUp(page, `worker-${colorScheme}`);
      await app.button('Propagate').click();
      await expect(page.getByRole('progressbar', { name: 'Propagation progress' })).toBeVisible({ timeout: 120_000 });
      await expectAccessible(page, 'run');
      await app.expectFinished();
      await expectAccessible(page, 'finished run');
      await app.goTo(8);
      await app.button('Show figures').click();
      await app.button('Filmstrip').click();
      await expect(page.getByRole('button', { name: 'Frame 16, 1 label' })).toBeVisible();
      await expectAccessible(page, 'review');
      await app.button('Outside').click();
      await expectAccessible(page, 'corrected label');
      await app.button('Undo').click();

      await app.button('Create dataset').click();
      await expect(dialog.getByText(/only the images are written/)).toBeVisible();
      await expectAccessible(page, 'dialog of a dataset');
      await dialog.getByRole('combobox', { name: 'Format' }).click();
      await expect(page.getByRole('option').first()).toBeVisible();
      await expectAccessible(page, 'list of formats');
      await page.keyboard.press('Escape');
      await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
      await expect(page.getByRole('link', { name: 'Open it' })).toBeVisible({ timeout: 150_000 });
      await expectAccessible(page, 'saved dataset');
    });

    test('in the projects of the start page', { tag: '@long' }, async ({ page }) => {
      const app = new AppPage(page);
      const dialog = page.getByRole('dialog');
      await labelledClip(app, 4);
      await expect(page.getByText('Saved', { exact: true })).toBeVisible();
      await page.getByRole('link', { name: 'Vision Data Forge' }).click();
      await expect(page.getByRole('link', { name: 'clip.mp4' })).toBeVisible();
      await expectAccessible(page, 'projects');
      await app.button('Actions for clip.mp4').click();
      await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible();
      await expectAccessible(page, 'menu of a project');
      await page.getByRole('menuitem', { name: 'Rename' }).click();
      await dialog.getByRole('textbox').fill('');
      await expectAccessible(page, 'renaming a project');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await choose(page, 'Actions for clip.mp4', /^Delete/);
      await expect(dialog).toBeVisible();
      await expectAccessible(page, 'deleting a project');
    });
  });
}
