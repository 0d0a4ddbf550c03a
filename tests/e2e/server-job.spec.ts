import { expect, test } from '@playwright/test';
import { consume as readYoloDetect } from '../../core/formats/yolo-detect/testing/consumer.ts';
import { AppPage } from './app-page.ts';
import {
  chooseServer,
  clipFile,
  confirm,
  signUpNewUser,
  JOB_ACCEPTED,
  labelClip,
  requestReview,
} from './server-steps.ts';

test('a dataset is made on the server: labels come, and it is in the account', async ({ page }) => {
  const app = new AppPage(page);
  await signUpNewUser(page, app);
  await labelClip(app, await clipFile('crate.mp4', 3));
  await confirm(await chooseServer(page, app));
  await expect(page.getByText(JOB_ACCEPTED)).toBeVisible();
  await expect(page.getByText('"crate.mp4" is in your datasets.')).toBeVisible({ timeout: 120_000 });
  await app.goTo(2);
  await expect(app.boxes).toHaveCount(1);
  await page.getByRole('link', { name: 'Open it', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'crate.mp4', level: 1 })).toBeVisible();
  expect(app.errors).toEqual([]);
});

test('projects are sent together, opened for review when they are done, and the dataset is made from there', async ({
  page,
}) => {
  const app = new AppPage(page);
  await signUpNewUser(page, app);
  for (const name of ['first.mp4', 'second.mp4']) {
    await labelClip(app, await clipFile(name, 2));
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Vision Data Forge' }).click();
    await expect(page.getByRole('link', { name })).toBeVisible();
  }
  await app.button('Label on the server').click();
  const dialog = page.getByRole('dialog', { name: 'Label projects on the server' });
  await dialog.getByRole('checkbox', { name: 'All of them' }).check();
  await dialog.getByRole('textbox', { name: 'Name of each dataset' }).fill('{project}, labelled');
  await requestReview(dialog);
  await dialog.getByRole('button', { name: 'Send 2 projects' }).click();

  await expect(page).toHaveURL(/\/jobs\?batch=[0-9a-f-]{36}$/);
  await expect(page.getByRole('main').getByText('Done', { exact: true })).toHaveCount(2, { timeout: 120_000 });
  await page.getByRole('link', { name: 'All jobs' }).click();
  await expect(page.getByRole('region', { name: 'Sent together' }).getByText('2 of 2 done')).toBeVisible();
  const review = page
    .getByRole('group', { name: 'Actions for first.mp4, labelled' })
    .getByRole('button', { name: 'Open for review' });
  await review.click();
  await expect(page.getByText('Finished: 2 frames processed.')).toBeVisible();
  await app.goTo(1);
  await expect(app.boxes).toHaveCount(1);

  // A label that the review refuted is not in the dataset, and does not come back when the job is opened
  // again.
  const label = page.getByRole('button', { name: /^crate 1 propagated/ });
  if ((await label.getAttribute('aria-pressed')) !== 'true') await label.click();
  await app.button('Outside').click();
  await expect(app.boxes).toHaveCount(0);
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.goto('/jobs');
  await review.click();
  await app.expectFrame(1);
  await expect(app.boxes).toHaveCount(0);
  await app.createDataset((choice) => choice.getByRole('radio', { name: /^On this device/ }).check());
  const { files } = await app.download();
  const labels = new Map(readYoloDetect(files).images.map(({ rank, labels: { length } }) => [rank, length]));
  expect([...labels].sort()).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(app.errors).toEqual([]);
});
