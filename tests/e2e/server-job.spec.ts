import { expect, test } from '@playwright/test';
import { AppPage } from './app-page.ts';
import {
  chooseServer,
  clipFile,
  confirm,
  enter,
  IN_SERVERS_HANDS,
  jobItem,
  labelClip,
  wantReview,
} from './server-steps.ts';

test('a dataset is made on the server: labels come, and it is in the account', async ({ page }) => {
  const app = new AppPage(page);
  await enter(page, app);
  await labelClip(app, await clipFile('crate.mp4', 3));
  await confirm(await chooseServer(page, app));
  await expect(page.getByText(IN_SERVERS_HANDS)).toBeVisible();
  await expect(page.getByText('"crate.mp4" is in your datasets.')).toBeVisible({ timeout: 120_000 });
  await app.goTo(2);
  await expect(app.boxes).toHaveCount(1);
  await page.getByRole('link', { name: 'Open it', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'crate.mp4', level: 1 })).toBeVisible();
  expect(app.errors).toEqual([]);
});

test('a finished job is opened for review after the page was closed, and the dataset is made from there', async ({
  page,
}) => {
  const app = new AppPage(page);
  await enter(page, app);
  await labelClip(app, await clipFile('crate.mp4', 3));
  const dialog = await chooseServer(page, app);
  await wantReview(dialog);
  await confirm(dialog);
  await expect(page.getByText(IN_SERVERS_HANDS)).toBeVisible();

  await page.goto('/jobs');
  const job = jobItem(page, 'crate.mp4');
  await expect(job.getByText('Done', { exact: true })).toBeVisible({ timeout: 120_000 });
  await job.getByText('Details').click();
  await expect(job.getByRole('list', { name: 'What happened' })).toContainText('Frames to label: 3');
  await job.getByRole('button', { name: 'Open for review' }).click();
  await expect(app.timeline).toBeVisible();
  await app.expectFinished();
  await app.goTo(2);
  await expect(app.boxes).toHaveCount(1);
  await expect(page.getByText(/is in your datasets\./)).toBeHidden();

  // A label that the review refuted is not in the dataset, and does not come back when the job is opened again.
  await page.getByRole('button', { name: /^crate 1 / }).click();
  await app.button('Outside').click();
  await expect(app.boxes).toHaveCount(0);
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.goto('/jobs');
  await job.getByRole('button', { name: 'Open for review' }).click();
  await app.expectFrame(2);
  await expect(app.boxes).toHaveCount(0);
  await app.createDataset((choice) => choice.getByRole('radio', { name: /^On this device/ }).check());
  const { files } = await app.download();
  const labels = Object.keys(files).filter((name) => /^labels\/.*\.txt$/.test(name));
  expect(labels).toHaveLength(3);
  expect(labels.filter((name) => files[name]?.length === 0)).toHaveLength(1);
});

test('projects are sent to the server together, and each takes its labels', async ({ page }) => {
  const app = new AppPage(page);
  await enter(page, app);
  for (const name of ['first.mp4', 'second.mp4']) {
    await labelClip(app, await clipFile(name, 2));
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Vision Data Forge' }).click();
    await expect(page.getByRole('link', { name })).toBeVisible();
  }
  await app.button('Label on the server').click();
  const dialog = page.getByRole('dialog', { name: 'Label projects on the server' });
  await dialog.getByRole('checkbox', { name: 'All of them' }).check();
  await dialog.getByRole('textbox', { name: 'Name of each dataset' }).fill('{project}, part {n}');
  await wantReview(dialog);
  await dialog.getByRole('button', { name: 'Send 2 projects' }).click();

  await expect(page).toHaveURL(/\/jobs\?batch=[0-9a-f-]{36}$/);
  await expect(page.getByRole('group', { name: /^Actions for (first|second)\.mp4, part [12]$/ })).toHaveCount(2);
  await expect(page.getByText('Done', { exact: true })).toHaveCount(2, { timeout: 120_000 });
  await page.getByRole('link', { name: 'All jobs' }).click();
  await expect(page.getByRole('region', { name: 'Sent together' }).getByText('2 of 2 done')).toBeVisible();
  await page
    .getByRole('group', { name: /^Actions for first\.mp4, part/ })
    .getByRole('button', { name: 'Open for review' })
    .click();
  await app.expectFinished();
  await app.goTo(1);
  await expect(app.boxes).toHaveCount(1);
  expect(app.errors).toEqual([]);
});
