import { expect } from '@playwright/test';
import type { AppPage, PixelBox } from '../../tests/e2e/app-page.ts';
import { EVERY_LOOK, type Camera } from './camera.ts';

/** The objects of the sample clip on two of its frames, in pixels. */
const SCENE: readonly { readonly frame: number; readonly boxes: Readonly<Record<string, PixelBox>> }[] = [
  {
    frame: 10,
    boxes: {
      ball: { x: 120, y: 166, width: 52, height: 52 },
      car: { x: 36, y: 220, width: 112, height: 70 },
      balloon: { x: 469, y: 145, width: 55, height: 108 },
    },
  },
  {
    frame: 50,
    boxes: {
      ball: { x: 224, y: 166, width: 52, height: 52 },
      car: { x: 260, y: 220, width: 112, height: 70 },
      balloon: { x: 493, y: 101, width: 55, height: 108 },
    },
  },
];

/** Opens the sample clip that the app makes itself. */
export async function openSample(app: AppPage, camera: Camera): Promise<void> {
  await app.open();
  await app.button('Try the sample clip').click();
  await expect(app.timeline).toBeVisible({ timeout: 60_000 });
  await app.expectFrame(0);
  await untilSaved(app);
  await camera.take('workspace', ['light', 'ru']);
}

/** From the form for a class to two labelled frames, with the tools on the way. */
export async function labelling(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  const [first, second] = SCENE;
  if (!first || !second) throw new Error('the tour needs two frames to label');
  await app.goTo(first.frame);
  await app.button('Start annotating').click();
  await page.getByRole('textbox', { name: 'Class name' }).fill('ball');
  await camera.take('class-form');
  for (const name of Object.keys(first.boxes)) await app.addClass(name);
  await drawAll(app, first.boxes);
  await untilSaved(app);
  await camera.take('labelled-frame', EVERY_LOOK);
  await app.button('Finish annotating').click();
  await polygonAndSmart(app, camera);
  await app.goTo(second.frame);
  for (const [name, box] of Object.entries(second.boxes)) await labelHere(app, name, box);
  await app.button('Finish annotating').click();
  await page.getByRole('heading', { name: 'Labelled frames' }).scrollIntoViewIfNeeded();
  await expect(page.getByRole('button', { name: /^Open frame/ })).toHaveCount(2);
  await camera.take('labelled-frames', EVERY_LOOK);
}

/** Labels an object of the other frame on this one. */
async function labelHere({ page }: AppPage, name: string, { x, y }: PixelBox): Promise<void> {
  await page
    .getByRole('region', { name: 'Objects' })
    .getByRole('button', { name: new RegExp(`^${name} \\d`) })
    .click();
  await page.getByRole('button', { name: 'Label here', exact: true }).click();
  const field = (label: string) =>
    page.getByRole('group', { name: 'Box in pixels' }).getByLabel(label, { exact: true });
  await field('X').fill(String(x));
  await field('Y').fill(String(y));
}

/** The indicator of saving shows another state for a moment after each change. */
async function untilSaved({ page }: AppPage): Promise<void> {
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
}

async function drawAll(app: AppPage, boxes: Readonly<Record<string, PixelBox>>): Promise<void> {
  for (const [name, box] of Object.entries(boxes)) {
    await app.page
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .first()
      .click();
    await app.drawBox(box);
  }
}

/** Both tools in use; their shapes are discarded. */
async function polygonAndSmart(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  await app.button('Polygon').click();
  for (const [x, y] of [
    [300, 190],
    [330, 120],
    [362, 180],
  ] as const) {
    const at = await app.toScreen(x, y);
    await page.mouse.click(at.x, at.y);
  }
  const next = await app.toScreen(372, 205);
  await page.mouse.move(next.x, next.y, { steps: 3 });
  await camera.take('polygon', ['light', 'dark']);
  await page.keyboard.press('Escape');
  await app.button('Smart select').click();
  await expect(page.getByText('Click an object, or drag a box around it.')).toBeVisible({ timeout: 180_000 });
  const tree = await app.toScreen(330, 170);
  await page.mouse.click(tree.x, tree.y);
  await expect(app.button('Accept')).toBeEnabled({ timeout: 60_000 });
  await camera.take('smart-select', ['light', 'ru']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
}

/** The labels are propagated and reviewed. */
export async function review(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  await app.sampleEvery(10);
  await app.button('Propagate').click();
  await expect(page.getByText(/^Frame [4-9] of \d+$/)).toBeVisible({ timeout: 240_000 });
  await camera.take('running', EVERY_LOOK);
  await app.expectFinished();
  await camera.take('finished', ['light', 'dark']);
  await app.button('Dismiss').click();
  await app.goTo(30);
  await page
    .getByRole('button', { name: /^car \d/ })
    .first()
    .click();
  await page.getByRole('complementary').evaluate((panel) => panel.scrollTo(0, 0));
  await camera.take('review', EVERY_LOOK);
  const doubts = () =>
    page
      .getByRole('heading', { name: /^(Needs a look|Стоит проверить)$/ })
      .evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
  await doubts();
  await camera.take('needs-a-look');
  await camera.inRussian(async () => {
    await doubts();
    await camera.shoot('needs-a-look-ru');
  });
  await app.button('Show figures').click();
  await page.getByRole('heading', { name: 'Figures' }).scrollIntoViewIfNeeded();
  await page.getByRole('complementary').evaluate((panel) => panel.scrollTo(0, panel.scrollHeight));
  await camera.take('figures', ['light', 'dark']);
}

/** The dialog that makes a dataset, and the dataset that it makes. */
export async function makeDataset(app: AppPage, camera: Camera): Promise<void> {
  const { page } = app;
  const dialog = page.getByRole('dialog');
  // Frames between those that have labels: something is left to be labelled.
  await app.sampleEvery(6);
  await camera.inRussian(async () => {
    await app.button('Создать датасет').click();
    await expect(dialog.getByText(/измерено на одном кадре/)).toBeVisible({ timeout: 120_000 });
    await camera.shoot('create-dataset-ru');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
  await app.button('Create dataset').click();
  await expect(dialog.getByText(/measured on one frame/)).toBeVisible({ timeout: 120_000 });
  await camera.take('create-dataset', ['light', 'dark']);
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Open it' })).toBeVisible({ timeout: 240_000 });
  await camera.take('saved', ['light', 'ru']);
}
