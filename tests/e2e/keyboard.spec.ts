import { readFile } from 'node:fs/promises';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { unzip } from '../unzip.ts';
import { consume as readYoloDetect } from '../../core/formats/yolo-detect/testing/consumer.ts';
import { AppPage } from './app-page.ts';
import { newUsername, PASSWORD } from './account-steps.ts';

const SIZE = { width: 320, height: 240 };
/** More stops than any page has: more of them mean a focus trap or a cycle. */
const MOST_STOPS = 120;

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeAttached();
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target.toString()}.`);
}

async function pressButton(page: Page, name: string, within: Page | Locator = page): Promise<void> {
  await tabTo(page, within.getByRole('button', { name, exact: true }).first());
  await page.keyboard.press('Enter');
}

async function fill(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

async function register(page: Page): Promise<void> {
  const username = newUsername();
  await pressButton(page, 'Sign in');
  const dialog = page.getByRole('dialog');
  await pressButton(page, 'Create account', dialog);
  await fill(page, dialog.getByRole('textbox', { name: 'Username' }), username);
  await fill(page, dialog.getByRole('textbox', { name: 'E-mail' }), `${username}@example.org`);
  await fill(page, dialog.getByRole('textbox', { name: 'Password' }), PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Your account' })).toHaveText(username);
}

/** Moves the cursor on the frame by pixels. */
async function moveCursor(page: Page, dx: number, dy: number): Promise<void> {
  for (const [distance, less, more] of [
    [dx, 'ArrowLeft', 'ArrowRight'],
    [dy, 'ArrowUp', 'ArrowDown'],
  ] as const) {
    const key = distance < 0 ? less : more;
    const pixels = Math.abs(Math.round(distance));
    for (let step = 0; step < Math.floor(pixels / 10); step += 1) await page.keyboard.press(`Shift+${key}`);
    for (let step = 0; step < pixels % 10; step += 1) await page.keyboard.press(key);
  }
}

test('the keyboard alone leads from registration to the downloaded dataset', { tag: '@long' }, async ({ page }) => {
  test.setTimeout(300_000);
  const app = new AppPage(page);
  await page.goto('/?backend=wasm');
  await register(page);
  const chooser = page.waitForEvent('filechooser');
  await pressButton(page, 'Choose video');
  const buffer = Buffer.from(await numberedClip({ frames: 17, ...SIZE }));
  await (await chooser).setFiles({ name: 'crate.mp4', mimeType: 'video/mp4', buffer });
  await pressButton(page, 'Start annotating');
  await fill(page, page.getByRole('textbox', { name: 'Class name' }), 'crate');
  await page.keyboard.press('Enter');

  await test.step('a box is drawn from corner to corner, and a polygon beside it', async () => {
    const { x, y, width, height } = objectBox(0, SIZE.width, SIZE.height);
    await pressButton(page, 'Draw box');
    await moveCursor(page, x - SIZE.width / 2, y - SIZE.height / 2);
    await page.keyboard.press('Enter');
    await moveCursor(page, width, height);
    await page.keyboard.press('Enter');
    await expect(app.boxes).toHaveCount(1);
    const numbers = await app.boxNumbers();
    [x, y, width, height].forEach((number, at) => expect(Math.abs(number - (numbers[at] ?? 0))).toBeLessThanOrEqual(1));
    await page.keyboard.press('Escape');
    await page.keyboard.press('p');
    for (const [dx, dy] of [
      [30, 0],
      [20, 0],
      [0, 30],
    ] as const) {
      await moveCursor(page, dx, dy);
      await page.keyboard.press('Enter');
    }
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('outline')).toHaveCount(1);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(app.boxes).toHaveCount(1);
  });

  await pressButton(page, 'Finish annotating');
  await expect(page.getByText('1 of 1 chosen')).toBeVisible();
  await pressButton(page, 'Create dataset');
  const dialog = page.getByRole('dialog', { name: 'Create dataset' });
  // To the other way of sampling and back.
  await tabTo(page, dialog.getByRole('radio', { name: 'Every n-th frame' }));
  await page.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('radio', { name: 'Frames a second' })).toBeChecked();
  await page.keyboard.press('ArrowLeft');
  await fill(page, dialog.getByRole('textbox', { name: 'Every n-th frame, n' }), '16');
  await expect(dialog.getByText('2 frames', { exact: true })).toBeVisible();
  await pressButton(page, 'Confirm', dialog);
  await expect(page.getByText('"crate.mp4" is in your datasets.')).toBeVisible({ timeout: 200_000 });

  await page.keyboard.press('End');
  await app.expectFrame(16);
  await page.keyboard.press('d');
  await app.expectFrame(15);
  await tabTo(page, page.getByRole('link', { name: 'Open it' }));
  await page.keyboard.press('Enter');
  const waiting = page.waitForEvent('download');
  await tabTo(page, page.getByRole('link', { name: 'Download', exact: true }));
  await page.keyboard.press('Enter');
  const dataset = readYoloDetect(await unzip(await readFile(await (await waiting).path())));
  expect(dataset.images.map(({ rank, labels }) => [rank, labels.length])).toEqual([
    [0, 1],
    [16, 1],
  ]);
  expect(app.errors).toEqual([]);
});
