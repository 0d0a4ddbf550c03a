import { expect } from '@playwright/test';
import { newUsername, signIn, signUp } from './account-steps.ts';
import { AppPage } from './app-page.ts';
import { expectAccessible } from './axe.ts';
import { test } from './own-server.ts';
import { expectFits } from './page-fit.ts';
import {
  chooseServer,
  clipFile,
  confirm,
  signUpNewUser,
  JOB_ACCEPTED,
  labelClip,
  startFailingJob,
  requestReview,
} from './server-steps.ts';
import { limitUpload, untilSent, watchUpload } from './upload-watch.ts';

test('an administrator sees how the server does, and no other user does', async ({ page, browser, server }) => {
  const app = new AppPage(page);
  await app.open();
  await app.button('Sign in').click();
  const ann = newUsername();
  await signUp(page, ann);
  await startFailingJob(page, 'noise.mp4');
  await page.goto('/admin');
  await expect(page.getByText('Only administrators see this page.')).toBeVisible();

  const root = await (await browser.newContext({ baseURL: server.url })).newPage();
  await root.goto('/');
  await signIn(root, 'root');
  await root.getByRole('button', { name: 'Your account' }).click();
  await root.getByRole('menuitem', { name: 'Administration' }).click();
  await expect(root.getByRole('heading', { name: 'Administration' })).toBeVisible();
  const failed = root.getByRole('group', { name: 'Last failures' }).getByRole('row').filter({ hasText: ann });
  await expect(failed).toContainText('is not a video file');
  await expect(root.getByRole('group', { name: 'Workers' }).getByRole('row')).toHaveCount(2);
  await expect(root.getByRole('group', { name: 'Workers' })).toContainText('Free');
  const people = root.getByRole('group', { name: /^Users/ });
  await expect(people.getByRole('row').filter({ hasText: 'root' })).toContainText('Administrator');
  await expect(people.getByRole('row').filter({ hasText: ann })).toContainText('User');
  await expectAccessible(root, 'administration');
  await root.setViewportSize({ width: 390, height: 844 });
  await expectFits(root, 'administration');
});

test('an upload goes on where it was when the server was restarted amid it @long', async ({ page, server }) => {
  const app = new AppPage(page);
  await signUpNewUser(page, app);
  await labelClip(app, await clipFile('crate.mp4', 2, 9_000_000));
  const sent = watchUpload(page);
  const dialog = await chooseServer(page, app);
  await requestReview(dialog);
  await limitUpload(page);
  await confirm(dialog);
  await expect.poll(() => sent.filter(({ method }) => method === 'PATCH').length).toBe(1);
  await untilSent(page, 2);
  await server.stop();
  await server.start();
  await expect(page.getByText(JOB_ACCEPTED)).toBeVisible();
  const offsets = sent.filter(({ method }) => method === 'PATCH').map(({ offset }) => offset);
  expect(offsets.at(-1)).toBeGreaterThan(1_000_000);
  expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
});
