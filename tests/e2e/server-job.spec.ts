import { expect, test, type Locator, type Page } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { newUsername, signUp } from './account-steps.ts';
import { AppPage } from './app-page.ts';
import { expectAccessible } from './axe.ts';

const SIZE = { width: 320, height: 240 };

/** Signs up, opens a clip of three frames, labels the first one, and opens the dialog with "On the server" chosen. */
async function chooseServer(page: Page, app: AppPage): Promise<Locator> {
  await app.open();
  await app.button('Sign in').click();
  await signUp(page, newUsername());
  await app.openVideo({ name: 'crate.mp4', bytes: await numberedClip({ frames: 3, ...SIZE }) });
  await app.addClass('crate');
  await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
  await app.button('Finish annotating').click();
  await app.button('Create dataset').click();
  const dialog = page.getByRole('dialog', { name: 'Create dataset' });
  await dialog.getByRole('radio', { name: 'On the server' }).check();
  return dialog;
}

test('a dataset is made on the server: labels come, and it is in the account', async ({ page }) => {
  test.setTimeout(300_000);
  const app = new AppPage(page);
  const dialog = await chooseServer(page, app);
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(page.getByText(/The server works on it: you may close this page/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('"crate.mp4" is in your datasets.')).toBeVisible({ timeout: 200_000 });
  await app.goTo(2);
  await expect(app.boxes).toHaveCount(1);
  await page.getByRole('link', { name: 'Open it', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'crate.mp4', level: 1 })).toBeVisible();
  expect(app.errors).toEqual([]);
});

test('labels of a job come back for review after the page was closed, and the job is on its page', async ({ page }) => {
  test.setTimeout(300_000);
  const app = new AppPage(page);
  const dialog = await chooseServer(page, app);
  await dialog.getByRole('checkbox', { name: 'Let me review the labels before the dataset is made' }).check();
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(page.getByText(/The server works on it: you may close this page/)).toBeVisible({ timeout: 60_000 });

  await page.goto('/jobs');
  const job = page.getByRole('listitem').filter({ hasText: 'crate.mp4' });
  await expect(job.getByText('Done', { exact: true })).toBeVisible({ timeout: 200_000 });
  await expectAccessible(page, 'the page of jobs');
  await job.getByText('Details').click();
  await expect(job.getByRole('list', { name: 'What happened' })).toContainText('Frames to label: 3');
  await job.getByRole('button', { name: 'Review' }).click();
  await expect(app.timeline).toBeVisible();
  await app.goTo(2);
  await expect(app.boxes).toHaveCount(1);
  await expect(page.getByText(/is in your datasets\./)).toBeHidden();
});
