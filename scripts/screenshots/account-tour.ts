import { expect, type Page } from '@playwright/test';
import { signUp, uploadArchive } from '../../tests/e2e/account-steps.ts';
import type { AppPage } from '../../tests/e2e/app-page.ts';
import { EVERY_LOOK, type Camera } from './camera.ts';

/** More datasets than the one that the tour makes, so that the list looks like a list. */
const OTHERS = ['Warehouse, camera 2', 'Street at noon', 'Bouncing balls'];

/** Signs up from the header, and shows the dialog and the empty list of datasets on the way. */
export async function signUpOnTheWay(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  await app.open();
  await app.button('Sign in').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await camera.take('sign-in', ['light', 'dark']);
  await signUp(page, 'maria');
  await page.goto('/datasets');
  await expect(page.getByText('No datasets yet')).toBeVisible();
  await camera.take('datasets-empty', ['light', 'ru']);
}

/** The list of datasets, one of them, and the account. */
export async function datasetPages(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  await page.getByRole('link', { name: 'Open it' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await untilPicturesAreThere(page);
  await camera.take('dataset', EVERY_LOOK);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const archive = await (await page.request.get(`/api/datasets/${id}/archive`)).body();
  for (const name of OTHERS) {
    const copy = await uploadArchive(page, archive);
    const reply = await page.request.patch(`/api/datasets/${copy}`, {
      data: { name },
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(reply.ok()).toBe(true);
  }
  await page.goto('/datasets');
  await expect(page.getByRole('list').getByRole('link')).toHaveCount(1 + OTHERS.length);
  await untilPicturesAreThere(page);
  await camera.take('datasets', EVERY_LOOK);
  await page.goto('/account');
  await expect(page.getByText('This device')).toBeVisible();
  await camera.take('account', EVERY_LOOK);
}

/** Pictures come from the server one after another. */
async function untilPicturesAreThere(page: Page): Promise<void> {
  const missing = () =>
    page.evaluate(() => {
      const pictures = [...document.images];
      return pictures.length === 0 || pictures.some(({ naturalWidth }) => naturalWidth === 0);
    });
  await expect.poll(missing).toBe(false);
}
