import { expect, test } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { saveDataset, signUp } from './account-steps.ts';
import { AppPage } from './app-page.ts';
import { expectAccessible } from './axe.ts';

const SIZE = { width: 160, height: 120 };

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme axe finds nothing`, { tag: colorScheme === 'dark' ? '@long' : [] }, () => {
    // Without motion no element is half visible when axe checks its colours.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('on the start page, in the sheet of shortcuts and where there is no page', async ({ page }) => {
      const app = new AppPage(page);
      await app.open();
      await expectAccessible(page, 'start page');
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
      await expectAccessible(page, 'shortcuts');
      await app.button('Change the keys of "Next frame"').click();
      await page.keyboard.press('d');
      await expect(app.button('Use it here')).toBeVisible();
      await expectAccessible(page, 'changing a shortcut');
      await app.button('Use it here').click();
      await expectAccessible(page, 'changed shortcuts');
      await page.keyboard.press('Escape');
      await app.button('Language').click();
      await expect(page.getByRole('menuitemradio', { name: 'Русский' })).toBeVisible();
      await expectAccessible(page, 'choice of languages');
      await page.goto('/nowhere');
      await expect(page.getByText('There is nothing at this address.')).toBeVisible();
      await expectAccessible(page, 'no page');
    });

    test('on the pages of an account and its datasets', async ({ page }) => {
      const app = new AppPage(page);
      await page.goto('/datasets');
      await expect(page.getByText('Sign in to see this page.')).toBeVisible();
      await expectAccessible(page, 'datasets, signed out');
      await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Sign in' }).click();
      await expect(dialog.getByText('it may not be empty').first()).toBeVisible();
      await expectAccessible(page, 'sign in, with faults');
      await dialog.getByRole('button', { name: 'Create account' }).click();
      await expectAccessible(page, 'sign up');
      await signUp(page, `axe-${colorScheme}`);
      await expect(page.getByText('No datasets yet')).toBeVisible();
      await expectAccessible(page, 'no datasets');

      const id = await saveDataset(page);
      await page.reload();
      await expect(page.getByRole('list').getByRole('link')).toHaveCount(1);
      await expectAccessible(page, 'datasets');
      await page.goto(`/datasets/${id}`);
      await expect(page.getByRole('img', { name: /picture 1 with its labels/ })).toBeVisible();
      await expectAccessible(page, 'dataset');
      await app.button('Rename or describe').click();
      await expect(dialog).toBeVisible();
      await expectAccessible(page, 'renaming a dataset');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await app.button('Delete').click();
      await expect(dialog).toBeVisible();
      await expectAccessible(page, 'deleting a dataset');
      await page.goto('/account');
      await expect(page.getByText('This device')).toBeVisible();
      await expectAccessible(page, 'account');
      await app.button('Your account').click();
      await expect(page.getByRole('menuitem', { name: 'Account' })).toBeVisible();
      await expectAccessible(page, 'menu of the account');
      await page.keyboard.press('Escape');
      await app.button('Delete account').click();
      await expect(dialog).toBeVisible();
      await expectAccessible(page, 'deleting the account');
    });
  });
}

test('the page follows the language that is chosen, and keeps it', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await expect(page).toHaveTitle('Label a video – Vision Data Forge');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await app.button('Language').click();
  await page.getByRole('menuitemradio', { name: 'Русский' }).click();
  await expect(app.button('Выбрать видео')).toBeVisible();
  await expect(page).toHaveTitle('Разметка видео — Vision Data Forge');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(app.button('Язык')).toBeFocused();
  await page.reload();
  await expect(app.button('Выбрать видео')).toBeVisible();
  await app.button('Войти').click();
  const dialog = page.getByRole('dialog', { name: 'Войдите, чтобы сохранять датасеты' });
  await dialog.getByRole('button', { name: 'Войти' }).click();
  await expect(dialog.getByText('поле не может быть пустым').first()).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Имя пользователя или эл. почта' }).fill('nobody');
  await dialog.getByRole('textbox', { name: 'Пароль' }).fill('wrong password');
  await dialog.getByRole('button', { name: 'Войти' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Неверное имя пользователя или пароль.');
});

test.describe('in a browser that speaks Russian', () => {
  test.use({ locale: 'ru-RU' });

  test('the first visit is in Russian', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Выбрать видео' })).toBeVisible();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Горячие клавиши' })).toContainText('Следующий кадр');
  });
});

test('a window under 1024 pixels says so, and hides nothing', async ({ page }) => {
  const app = new AppPage(page);
  const note = page.getByText(/This window is narrow for labelling/);
  await app.open();
  await expect(note).toBeHidden();
  await page.setViewportSize({ width: 1000, height: 700 });
  await expect(note).toBeVisible();
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 4, ...SIZE }) });
  await expect(note).toBeVisible();
  await expect(app.timeline).toBeInViewport();
  await expect(page.locator('canvas[data-frame]')).toBeInViewport();
});
