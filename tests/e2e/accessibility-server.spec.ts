import { expect, test } from '@playwright/test';
import { newUsername, signUp } from './account-steps.ts';
import { AppPage } from './app-page.ts';
import { expectAccessible } from './axe.ts';
import {
  chooseServer,
  clipFile,
  confirm,
  JOB_ACCEPTED,
  jobItem,
  labelClip,
  startFailingJob,
  requestReview,
} from './server-steps.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme axe finds nothing`, { tag: colorScheme === 'dark' ? '@long' : [] }, () => {
    // Without motion no element is half visible when axe checks its colours.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('from the choice of the server to its jobs, videos and tokens', { tag: '@long' }, async ({ page }) => {
      const app = new AppPage(page);
      await page.goto('/jobs');
      await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
      await signUp(page, newUsername());
      await expect(page.getByRole('heading', { name: 'No jobs here' })).toBeVisible();
      await expectAccessible(page, 'no jobs');

      await app.open();
      await labelClip(app, await clipFile('crate.mp4', 3));
      const dialog = await chooseServer(page, app);
      await requestReview(dialog);
      await expectAccessible(page, 'choice of the place');
      await confirm(dialog);
      await expect(page.getByText(JOB_ACCEPTED)).toBeVisible();
      await app.button('Pause').click();
      await expect(page.getByText('Paused', { exact: true })).toBeVisible();
      await expectAccessible(page, 'run on the server');

      await page.goto('/jobs');
      const job = jobItem(page, 'crate.mp4');
      await expect(job.getByText('Paused', { exact: true })).toBeVisible();
      await job.getByRole('button', { name: 'Resume' }).click();
      await expect(job.getByText('Running', { exact: true })).toBeVisible();
      await expectAccessible(page, 'job that runs');
      await expect(job.getByText('Done', { exact: true })).toBeVisible({ timeout: 120_000 });
      await startFailingJob(page, 'noise.mp4');
      const failing = jobItem(page, 'noise.mp4');
      await expect(failing.getByText('Failed', { exact: true })).toBeVisible({ timeout: 60_000 });
      await job.getByText('Details').click();
      await expect(job.getByRole('list', { name: 'What happened' })).toContainText('Done.');
      await expectAccessible(page, 'jobs that are over');
      await failing.getByRole('button', { name: 'Delete' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page, 'deleting a job');

      await page.goto('/account');
      await page.getByRole('textbox', { name: 'Name of the token' }).fill('build machine');
      await app.button('Create a token').click();
      await expect(page.getByRole('textbox', { name: 'The new token' })).toBeVisible();
      await expectAccessible(page, 'account with videos and a new token');
      await app.button('Delete crate.mp4').click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page, 'deleting a video');
      await app.button('Delete video').click();
      await expect(app.button('Delete crate.mp4')).toBeHidden();

      await page.goto('/');
      await app.button('Label on the server').click();
      await expect(page.getByRole('checkbox', { name: 'All of them' })).toBeVisible();
      await expectAccessible(page, 'sending several projects');
    });
  });
}
