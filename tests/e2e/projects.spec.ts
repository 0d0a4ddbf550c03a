import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { readFrameNumber } from '../fixtures/numbered-frame.ts';
import { AppPage } from './app-page.ts';

async function act(page: Page, project: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${project}`, exact: true }).click();
  // Another menu may still be closing.
  const menu = page.getByRole('menu', { name: `Actions for ${project}`, exact: true });
  await menu.getByRole('menuitem', { name: action, exact: true }).click();
}

test('projects are listed with a picture, renamed, duplicated, saved as a file, deleted and taken in again', async ({
  page,
}) => {
  const app = new AppPage(page);
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 6 }) });
  await app.addClass('crate');
  await app.drawBox({ x: 40, y: 60, width: 80, height: 60 });
  await app.button('Finish annotating').click();
  await page.getByRole('link', { name: 'Vision Data Forge' }).click();

  const cards = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Actions for/ }) });
  await expect(cards).toHaveCount(1);
  await expect(cards).toContainText('6 frames · 1 labelled');
  const picture = cards.locator('img');
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

  await act(page, 'clip.mp4', 'Rename');
  await page.getByRole('textbox', { name: 'Project name' }).fill('Crates');
  await app.button('Rename').click();
  await expect(cards).toContainText('Crates');
  await act(page, 'Crates', 'Duplicate');
  await expect(cards).toHaveCount(2);

  const waiting = page.waitForEvent('download');
  await act(page, 'Crates', 'Save project');
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('Crates.vdf.json');
  const bytes = await readFile(await download.path());

  for (const [name, left] of [
    ['Crates (copy)', 1],
    ['Crates', 0],
  ] as const) {
    await act(page, name, 'Delete');
    await app.button('Delete project').click();
    await expect(cards).toHaveCount(left);
  }

  // The video was removed with the last project that had it: the file asks for it.
  await app.choose({ name: 'Crates.vdf.json', bytes }, 'Open project');
  await expect(page.getByText('Choose the video of "Crates"')).toBeVisible();
  await app.choose({ name: 'clip.mp4', bytes: await numberedClip({ frames: 6 }) });
  await expect(app.boxes).toHaveCount(1);
  await expect(page.getByText('1 of 1 chosen')).toBeVisible();
  expect(app.errors).toEqual([]);
});

test('the picture of a project has its labels as they are, right behind each change', async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 6 }) });
  await app.addClass('crate');
  const project = page.url();
  const card = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Actions for/ }) });
  const labels = card.getByTestId('preview-label');
  const picture = card.locator('img');
  const toStart = () => page.getByRole('link', { name: 'Vision Data Forge' }).click();
  const toProject = () => page.getByRole('link', { name: 'clip.mp4', exact: true }).click();
  const shownNumber = () =>
    picture.evaluate((image: HTMLImageElement) => {
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const data = Array.from(context?.getImageData(0, 0, canvas.width, canvas.height).data ?? []);
      return { width: canvas.width, height: canvas.height, data };
    });
  const numberOf = async () => {
    const image = await shownNumber();
    return image.width > 0 ? readFrameNumber({ ...image, data: Uint8ClampedArray.from(image.data) }) : null;
  };

  await app.goTo(2);
  await app.drawBox({ x: 40, y: 60, width: 80, height: 60 });
  await toStart();
  await expect(labels).toHaveCount(1);
  await expect(labels).toHaveAttribute('width', /^(79|80|81)/);
  await expect.poll(numberOf).toBe(2);

  await test.step('another label on that frame, and one on another frame', async () => {
    await toProject();
    await app.drawBox({ x: 160, y: 90, width: 60, height: 80 });
    await toStart();
    await expect(labels).toHaveCount(2);
    await toProject();
    await app.goTo(5);
    await app.drawBox({ x: 20, y: 70, width: 50, height: 50 });
    await toStart();
    await expect(labels).toHaveCount(1);
    await expect.poll(numberOf).toBe(5);
  });

  await test.step('a label that is taken back in the moment in which the page is left', async () => {
    await page.goto(project);
    await app.expectFrame(5);
    await app.drawBox({ x: 120, y: 70, width: 50, height: 50 });
    await expect(page.locator('button[data-status="saved"]')).toBeVisible();
    await app.button('Undo').click();
    await page.goto('/');
    await expect(labels).toHaveCount(1);
    await expect.poll(numberOf).toBe(5);
  });
  expect(app.errors).toEqual([]);
});

test('a project that is open in one tab is not worked on in another, unless that one takes it over', async ({
  page,
  context,
}) => {
  const app = new AppPage(page);
  await app.open();
  await app.openVideo({ name: 'clip.mp4', bytes: await numberedClip({ frames: 6 }) });
  await app.addClass('crate');
  await app.drawBox({ x: 40, y: 60, width: 80, height: 60 });
  await app
    .button('Save now')
    .or(page.getByRole('button', { name: /^Saved/ }))
    .first()
    .click();
  const other = new AppPage(await context.newPage());
  await other.page.goto(page.url());
  await expect(other.page.getByText('This project is open in another tab')).toBeVisible();
  await other.button('Work here instead').click();
  await expect(other.boxes).toHaveCount(1);
  await expect(page.getByText('This project is open in another tab')).toBeVisible();
});
