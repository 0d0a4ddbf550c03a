import { expect } from '@playwright/test';
import { signIn } from '../../tests/e2e/account-steps.ts';
import type { AppPage } from '../../tests/e2e/app-page.ts';
import { confirm, JOB_ACCEPTED, startFailingJob } from '../../tests/e2e/server-steps.ts';
import { EVERY_LOOK, type Camera } from './camera.ts';

/** Name of the administrator, who sees the page about the server. */
export const ADMINISTRATOR = 'root';

/**
 * A dataset that the server makes of the newest project: the jobs of the account before, meanwhile and after,
 * and its videos and tokens then.
 */
export async function serverPages(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  await page.goto('/jobs');
  await expect(page.getByRole('heading', { name: 'No jobs here' })).toBeVisible();
  await camera.take('jobs-empty', ['light', 'ru']);
  await startFailingJob(page, 'broken recording.mp4');
  await app.open();
  await page.getByRole('list', { name: 'Your projects' }).getByRole('link').first().click();
  await expect(app.timeline).toBeVisible({ timeout: 60_000 });
  await runOnServer(app, camera);
  await page.goto('/jobs');
  await expect(page.getByRole('main').getByText('Failed', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole('main').getByText('Running', { exact: true })).toBeVisible({ timeout: 120_000 });
  await camera.take('jobs', EVERY_LOOK);
  await expect(page.getByRole('main').getByText('Done', { exact: true })).toBeVisible({ timeout: 400_000 });
  await page.getByText('Details').first().click();
  await expect(page.getByRole('list', { name: 'What happened' })).toContainText('Saved as the dataset');
  await camera.take('job-details', ['light', 'dark']);
  await page.goto('/account');
  await page.getByRole('textbox', { name: 'Name of the token' }).fill('build machine');
  await app.button('Create a token').click();
  await app.button('I have copied it').click();
  await page.getByRole('heading', { name: 'Access tokens' }).scrollIntoViewIfNeeded();
  await camera.take('account-tokens', ['light', 'ru']);
}

/** Several projects that are sent to the server at once. Needs the start page. */
export async function batchDialog(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  await app.button('Label on the server').click();
  const all = page.getByRole('dialog').getByRole('checkbox').first();
  await all.check();
  await camera.take('batch', ['light', 'dark']);
  await page.keyboard.press('Escape');
}

/** The state of the server, as its administrator sees it. Needs a page of a signed-in account. */
export async function adminPage({ page }: AppPage, camera: Camera): Promise<void> {
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await signIn(page, ADMINISTRATOR);
  await page.goto('/admin');
  await expect(page.getByRole('group', { name: 'Workers' })).toContainText('Free', { timeout: 60_000 });
  await camera.take('admin', EVERY_LOOK);
}

async function runOnServer(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  await app.sampleEvery(8);
  await app.button('Create dataset').click();
  const dialog = page.getByRole('dialog', { name: 'Create dataset' });
  await dialog.getByRole('radio', { name: 'On the server' }).check();
  await expect(dialog.getByText(/measured on one frame/)).toBeVisible({ timeout: 120_000 });
  await camera.take('create-dataset-server', ['light', 'dark']);
  await confirm(dialog);
  await expect(page.getByText(JOB_ACCEPTED)).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText(/^Frame [3-9] of \d+$/)).toBeVisible({ timeout: 240_000 });
  await camera.take('server-run', EVERY_LOOK);
}
