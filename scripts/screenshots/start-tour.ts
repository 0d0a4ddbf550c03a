import { expect } from '@playwright/test';
import type { AppPage } from '../../tests/e2e/app-page.ts';
import { numberedClip } from '../../tests/fixtures/numbered-clip.ts';
import { EVERY_LOOK, type Camera } from './camera.ts';

/** The first visit: the start page, the keys, and a file that is refused. */
export async function startPage(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  await app.open();
  await camera.take('start', EVERY_LOOK);
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog');
  await expect(keys).toBeVisible();
  await camera.take('shortcuts', ['light', 'dark']);
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await camera.inRussian(async () => {
    await page.keyboard.press('?');
    await expect(keys).toBeVisible();
    await camera.shoot('shortcuts-ru');
    await page.keyboard.press('Escape');
    await expect(keys).toBeHidden();
  });
  await app.choose({ name: 'holiday.mp4', bytes: 'This is a text, not a video.' });
  await expect(page.getByRole('alert')).toBeVisible();
  await camera.take('bad-file', ['light', 'ru']);
}

/** The start page of a user with projects, one of them with labels. */
export async function startPageOfReturning(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  await app.open();
  await app.openVideo({
    name: 'conveyor belt.mp4',
    bytes: await numberedClip({ frames: 30, width: 640, height: 360 }),
  });
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Vision Data Forge' }).click();
  await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Projects' }).getByRole('listitem')).toHaveCount(2);
  await camera.take('start-projects', EVERY_LOOK);
}
