import { expect, test, type Locator } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { consume as readYoloDetect } from '../../core/formats/yolo-detect/testing/consumer.ts';
import { newUsername, signUp } from './account-steps.ts';
import { AppPage } from './app-page.ts';
import { doubts, openReviewed, type ReviewedClip } from './reviewed-project.ts';

const SIZE = { width: 320, height: 240 };
const FRAMES = 12;
const CLIP: ReviewedClip = { frames: FRAMES, doubtful: 3, lost: [6, 7] };

const written = async (app: AppPage) =>
  readYoloDetect((await app.download()).files).images.map(({ rank, labels }) => [rank, labels.length]);
const all = (labels: (rank: number) => number) => Array.from({ length: FRAMES }, (_, rank) => [rank, labels(rank)]);
const isLost = (rank: number) => rank === 6 || rank === 7;

test('frames on which an object was lost are left out, until the user says that it is outside there', async ({
  page,
}) => {
  const app = new AppPage(page);
  await openReviewed(app, CLIP);
  await app.createDataset(async (dialog) => {
    await expect(dialog.getByText('3 labels need a look')).toBeVisible();
    await expect(dialog.getByText(/2 frames are left out: an object is unknown there/)).toBeVisible();
    await expect(dialog.getByText(/^10 frames × 1 class × /)).toBeVisible();
  });
  expect(await written(app)).toEqual(all(() => 1).filter(([rank]) => !isLost(rank ?? 0)));

  await page
    .getByRole('button', { name: 'crate 1 is outside from frame 6 on, until it is found again on frame 8' })
    .click();
  await app.goTo(8);
  await expect(app.boxes).toHaveCount(1);
  await app.goTo(7);
  await expect(app.boxes).toHaveCount(0);
  await app.createDataset(async (dialog) => {
    await expect(dialog.getByText(/left out/)).toHaveCount(0);
    await dialog.getByRole('combobox', { name: 'If labels need a look' }).click();
    await page.getByRole('option', { name: 'Leave their frames out (2)' }).click();
  });
  // Frame 3 is in doubt, and so is 8, on which it was found again; the frames without it are background, as
  // the user said.
  expect(await written(app)).toEqual(
    all((rank) => (isLost(rank) ? 0 : 1)).filter(([rank]) => rank !== 3 && rank !== 8),
  );
  expect(app.errors).toEqual([]);
});

test('from the dialog a user gets to the labels that need a look', async ({ page }) => {
  const app = new AppPage(page);
  await openReviewed(app, CLIP);
  await app.button('Create dataset').click();
  const dialog = page.getByRole('dialog', { name: 'Create dataset' });
  await dialog.getByRole('button', { name: 'Review them' }).click();
  await expect(dialog).toBeHidden();
  await app.expectFrame(3);
  await expect(doubts(page).first()).toBeInViewport();
});

/** Expects that nothing of the dialog is cut off or has to be scrolled sideways. */
async function expectFits(dialog: Locator): Promise<void> {
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
}

test.describe('in the dark', () => {
  test.use({ colorScheme: 'dark' });

  test('what needs a look is told within the width of a phone, in Russian', async ({ page }) => {
    const app = new AppPage(page);
    await openReviewed(app, CLIP);
    await app.button('Language').click();
    await page.getByRole('menuitemradio', { name: 'Русский' }).click();
    await page.getByRole('button', { name: 'Создать датасет', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Создать датасет' });
    await page.setViewportSize({ width: 390, height: 800 });
    await expect(dialog.getByText('Стоит проверить: 3 метки')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Проверить их' })).toBeVisible();
    await expect(dialog.getByRole('combobox', { name: 'Если метки стоит проверить' })).toBeVisible();
    await expectFits(dialog);
  });
});

test('labels that are propagated for a dataset are asked about before it is written, on the real model @long', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const app = new AppPage(page);
  const bytes = await numberedClip({ frames: 8, hidden: [3, 4], ...SIZE });
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes });
  await app.addClass('crate');
  await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
  await app.sampleEvery(1);
  await app.button('Create dataset').click();
  const dialog = page.getByRole('dialog', { name: 'Create dataset' });
  await expect(dialog.getByRole('combobox', { name: 'If labels need a look' })).toHaveValue(/Ask me/);
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
  await signUp(page, newUsername());
  const progress = page.getByRole('region', { name: 'Progress' });
  await expect(progress.getByText(/^\d labels? needs? a look$/)).toBeVisible({ timeout: 200_000 });
  await expect(progress.getByText(/2 frames are left out: an object is unknown there/)).toBeVisible();
  await expect(app.button('Download dataset')).toHaveCount(0);
  await progress.getByRole('button', { name: 'Review them' }).click();
  await expect(doubts(page).first()).toBeInViewport();
  await progress.getByRole('button', { name: 'Use them as they are' }).click();
  await expect(page.getByText(/is in your datasets\./)).toBeVisible({ timeout: 100_000 });
  expect(await written(app)).toEqual([0, 1, 2, 5, 6, 7].map((rank) => [rank, 1]));
  expect(app.errors).toEqual([]);
});
