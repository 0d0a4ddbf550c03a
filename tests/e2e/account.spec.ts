import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { unzip } from '../unzip.ts';
import { AppPage } from './app-page.ts';
import { PASSWORD, signIn, signUp } from './account-steps.ts';

const SIZE = { width: 160, height: 120 };
/** A clip with one labelled frame: enough for a dataset without running the model. */
async function labelOneFrame(app: AppPage): Promise<void> {
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 6, ...SIZE }) });
  await app.addClass('crate');
  await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
}

test('a dataset is saved by a user who signs up on the way, found again, changed, downloaded and deleted', async ({
  page,
}) => {
  const app = new AppPage(page);
  await app.open();
  await labelOneFrame(app);
  await app.createDataset(async (dialog) => {
    await dialog.getByRole('textbox', { name: 'To frame' }).fill('0');
    await expect(dialog.getByText(/^1 frame × 1 class × \$5\.00 = \$5\.00$/)).toBeVisible();
    await expect(dialog.getByText(/nothing is charged here/)).toBeVisible();
    await expect(dialog.getByText(/You will be asked to sign in/)).toBeVisible();
  }, 'ann');
  await expect(page.getByText('"clip.mp4" is in your datasets.')).toBeVisible();
  await expect(app.boxes).toHaveCount(1);

  await page.getByRole('link', { name: 'Open it' }).click();
  await expect(page.getByRole('heading', { name: 'clip.mp4', level: 1 })).toBeVisible();
  const picture = page.getByRole('img', { name: 'clip.mp4, picture 1 with its labels' });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(SIZE.width);
  await expect(page.getByText('$5.00, an estimate: nothing is charged')).toBeVisible();
  await expect(page.getByRole('list').filter({ hasText: 'crate' })).toContainText('1');

  await app.button('Rename or describe').click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Crates');
  await page.getByRole('textbox', { name: 'Description' }).fill('One crate.');
  await app.button('Save').click();
  await expect(page.getByRole('heading', { name: 'Crates', level: 1 })).toBeVisible();
  await expect(page.getByText('One crate.')).toBeVisible();

  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('Crates.zip');
  const files = await unzip(await readFile(await download.path()));
  expect([...files.keys()]).toContain('images/train/clip_000000.jpg');

  await page.getByRole('link', { name: 'All datasets' }).click();
  await expect(page.getByRole('link', { name: /^Crates/ })).toBeVisible();
  await page.getByRole('textbox', { name: 'Search by name or class' }).fill('nothing like it');
  await expect(page.getByText('No dataset matches.')).toBeVisible();
  await app.button('Clear the search').click();
  await page.getByRole('link', { name: /^Crates/ }).click();
  await app.button('Delete').click();
  await app.button('Delete for ever').click();
  await expect(page.getByText('No datasets yet')).toBeVisible();

  // The work in the studio was there all the time.
  await page.getByRole('link', { name: 'Open the studio' }).click();
  await expect(app.boxes).toHaveCount(1);
  expect(app.errors).toEqual([]);
});

test('an access token that has run out is renewed without the user noticing, in two tabs at once', async ({
  page,
  context,
}) => {
  const app = new AppPage(page);
  await app.open();
  await app.button('Sign in').click();
  await signUp(page, 'bob');
  const other = await context.newPage();
  await other.goto('/account');
  await expect(other.getByRole('textbox', { name: 'Username' })).toHaveValue('bob');
  for (let round = 0; round < 2; round++) {
    await context.clearCookies({ name: 'vdf-access' });
    await Promise.all([page.goto('/account'), other.goto('/datasets')]);
    await expect(page.getByRole('textbox', { name: 'Username' })).toHaveValue('bob');
    await expect(other.getByText('No datasets yet')).toBeVisible();
  }
});

test('details, password, devices and the account itself are in the hands of its owner', async ({ page, browser }) => {
  const app = new AppPage(page);
  await app.open();
  await app.button('Sign in').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Username or e-mail' }).fill('carol');
  await dialog.getByRole('textbox', { name: 'Password' }).fill('wrong password');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The name or the password is wrong.');
  await signUp(page, 'carol');

  const phone = await (await browser.newContext()).newPage();
  await phone.goto(page.url());
  await signIn(phone, 'carol@example.org');
  await expect(phone.getByRole('button', { name: 'Your account' })).toHaveText('carol');

  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Account' }).click();
  await page.getByRole('textbox', { name: 'Username' }).fill('x');
  await app.button('Save').click();
  await expect(page.getByText('use 3 to 32 letters')).toBeVisible();
  await page.getByRole('textbox', { name: 'Username' }).fill('caroline');
  await app.button('Save').click();
  await expect(page.getByRole('button', { name: 'Your account' })).toHaveText('caroline');

  await expect(page.getByText('This device')).toBeVisible();
  await page.getByRole('button', { name: /^Sign out Chrome on/ }).click();
  await expect(page.getByText(/last used/)).toHaveCount(0);
  await phone.reload();
  await expect(phone.getByRole('button', { name: 'Sign in' })).toBeVisible();

  await page.getByRole('textbox', { name: 'Current password' }).fill(PASSWORD);
  await page.getByRole('textbox', { name: 'New password' }).fill('password1');
  await app.button('Change password').click();
  await expect(page.getByText(/one of the first that attackers try/)).toBeVisible();
  await page.getByRole('textbox', { name: 'New password' }).fill('eight blue giraffes');
  await app.button('Change password').click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();

  await app.button('Delete account').click();
  await expect(app.button('Delete everything')).toBeDisabled();
  await page.getByRole('textbox', { name: /Type your username/ }).fill('caroline');
  await app.button('Delete everything').click();
  await expect(page.getByText('Sign in to see this page.')).toBeVisible();
});
