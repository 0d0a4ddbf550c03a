import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { unzip } from '../unzip.ts';
import { consume as readYoloDetect } from '../../core/formats/yolo-detect/testing/consumer.ts';
import { AppPage } from './app-page.ts';
import { newUsername, PASSWORD } from './account-steps.ts';

const SIZE = { width: 320, height: 240 };

/** The texts that a user reads on the way from registration to the archive. */
const ENGLISH = {
  signIn: 'Sign in',
  createAccount: 'Create account',
  username: 'Username',
  email: 'E-mail',
  password: 'Password',
  yourAccount: 'Your account',
  chooseVideo: 'Choose video',
  frames: '17 frames',
  rate: '30 fps',
  startAnnotating: 'Start annotating',
  className: 'Class name',
  addClass: 'Add class',
  refusals: [/already/i, /50/, /cannot contain/],
  drawBox: 'Draw box',
  finish: 'Finish annotating',
  labelledFrames: 'Labelled frames',
  useFrame: 'Use frame 0 for the dataset',
  chosen: '1 of 1 chosen',
  createDataset: 'Create dataset',
  name: 'Name',
  everyNth: 'Every n-th frame',
  n: 'Every n-th frame, n',
  three: '3 frames',
  estimate: /^3 frames × 1 class × \$5\.00 = \$15\.00$/,
  confirm: 'Confirm',
  pause: 'Pause',
  paused: 'Paused',
  resume: 'Resume',
  saved: '"Crates" is in your datasets.',
  openIt: 'Open it',
  download: 'Download',
};

const RUSSIAN: typeof ENGLISH = {
  signIn: 'Войти',
  createAccount: 'Создать аккаунт',
  username: 'Имя пользователя',
  email: 'Эл. почта',
  password: 'Пароль',
  yourAccount: 'Ваш аккаунт',
  chooseVideo: 'Выбрать видео',
  frames: '17 кадров',
  rate: '30 кадр/с',
  startAnnotating: 'Начать разметку',
  className: 'Название класса',
  addClass: 'Добавить класс',
  refusals: [/уже/i, /50/, /нельзя использовать|символ/i],
  drawBox: 'Нарисовать рамку',
  finish: 'Завершить разметку',
  labelledFrames: 'Размеченные кадры',
  useFrame: 'Использовать кадр 0 для датасета',
  chosen: 'выбрано 1 из 1',
  createDataset: 'Создать датасет',
  name: 'Название',
  everyNth: 'Каждый n-й кадр',
  n: 'Каждый n-й кадр, n',
  three: '3 кадра',
  estimate: /^3 кадра × 1 класс × 5,00\s\$ = 15,00\s\$$/,
  confirm: 'Подтвердить',
  pause: 'Приостановить',
  paused: 'Приостановлено',
  resume: 'Продолжить',
  saved: 'Датасет «Crates» сохранён в вашем аккаунте.',
  openIt: 'Открыть',
  download: 'Скачать',
};

type Words = typeof ENGLISH;

async function register(page: Page, words: Words): Promise<void> {
  const username = newUsername();
  await page.getByRole('button', { name: words.signIn, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: words.createAccount }).click();
  await dialog.getByRole('textbox', { name: words.username }).fill(username);
  await dialog.getByRole('textbox', { name: words.email }).fill(`${username}@example.org`);
  await dialog.getByRole('textbox', { name: words.password }).fill(PASSWORD);
  await dialog.getByRole('button', { name: words.createAccount }).first().click();
  await expect(page.getByRole('button', { name: words.yourAccount })).toHaveText(username);
}

/** Names that are refused while they are typed, each with its sentence, and then one that is accepted. */
async function nameClasses(app: AppPage, words: Words): Promise<void> {
  const { page } = app;
  const field = page.getByRole('textbox', { name: words.className });
  await field.fill('crate');
  await app.button(words.addClass).click();
  await expect(page.getByRole('button', { name: /^crate/, pressed: true })).toBeVisible();
  const [taken, long, sign] = words.refusals;
  for (const [name, sentence] of [
    ['CRATE', taken],
    ['x'.repeat(51), long],
    ['a/b', sign],
  ] as const) {
    await field.fill(name);
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(sentence ?? /./);
  }
  await field.fill('');
}

/** Downloads the archive from the dataset's page. */
async function downloadFromAccount(page: Page, words: Words) {
  await page.getByRole('link', { name: words.openIt, exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Crates', level: 1 })).toBeVisible();
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: words.download, exact: true }).click();
  return readYoloDetect(await unzip(await readFile(await (await waiting).path())));
}

for (const [locale, words] of [
  ['en-US', ENGLISH],
  ['ru-RU', RUSSIAN],
] as const) {
  test.describe(`in a browser that speaks ${locale}`, { tag: locale === 'en-US' ? [] : '@long' }, () => {
    test.use({ locale });

    test('six steps lead from registration to the downloaded dataset, on the real model', async ({ page }) => {
      test.setTimeout(300_000);
      const app = new AppPage(page);
      await page.goto('/?backend=wasm');
      await register(page, words);

      await test.step('1 upload', async () => {
        const bytes = await numberedClip({ frames: 17, ...SIZE });
        await app.choose({ name: 'crate.mp4', bytes }, words.chooseVideo);
        await expect(page.getByRole('banner').getByText(words.frames)).toBeVisible();
        await expect(page.getByRole('banner').getByText(words.rate)).toBeVisible();
      });
      await test.step('2 and 3 start annotating, and name a class', async () => {
        await app.button(words.startAnnotating).click();
        await nameClasses(app, words);
      });
      await test.step('4 label the frame and keep it', async () => {
        const { x, y, width, height } = objectBox(0, SIZE.width, SIZE.height);
        await app.button(words.drawBox).click();
        await app.drag({ x, y }, { x: x + width, y: y + height });
        await app.button(words.finish).click();
        const kept = page.getByRole('region', { name: words.labelledFrames });
        await expect(kept.getByRole('checkbox', { name: words.useFrame })).toBeChecked();
        await expect(kept.getByText(words.chosen)).toBeVisible();
      });
      await test.step('5 say what the dataset is like', async () => {
        await app.button(words.createDataset).click();
        const dialog = page.getByRole('dialog', { name: words.createDataset });
        await dialog.getByRole('textbox', { name: words.name, exact: true }).fill('Crates');
        await dialog.getByText(words.everyNth, { exact: true }).click();
        await dialog.getByRole('textbox', { name: words.n }).fill('8');
        await expect(dialog.getByText(words.three, { exact: true })).toBeVisible();
        await expect(dialog.getByText(words.estimate)).toBeVisible();
        await dialog.getByRole('button', { name: words.confirm, exact: true }).click();
      });
      await test.step('6 generation, held up once on the way', async () => {
        await app.button(words.pause).click();
        await expect(page.getByText(words.paused).first()).toBeVisible();
        await app.button(words.resume).click();
        await expect(page.getByText(words.saved)).toBeVisible({ timeout: 200_000 });
      });

      const dataset = await downloadFromAccount(page, words);
      expect(dataset.names).toEqual(['crate']);
      expect(dataset.images.map(({ rank, labels }) => [rank, labels.length])).toEqual([
        [0, 1],
        [8, 1],
        [16, 1],
      ]);
      expect(app.errors).toEqual([]);
    });
  });
}
