import { expect, test, type Locator, type Page } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { AppPage } from './app-page.ts';

const SIZE = { width: 160, height: 120 };
const NAME = 'walk.mp4';

const clipOf = (frames: number) => numberedClip({ frames, ...SIZE });

/** Opens a clip as a new project and waits until both are stored in the browser. */
async function begin(page: Page, bytes: Uint8Array): Promise<AppPage> {
  const app = new AppPage(page);
  await app.open();
  await app.openVideo({ name: NAME, bytes });
  await expectKept(page);
  return app;
}

const indicator = (page: Page) => page.locator('button[data-status][data-video]');

async function expectSaved(page: Page): Promise<void> {
  await expect(indicator(page)).toHaveAttribute('data-status', 'saved');
}

async function expectKept(page: Page): Promise<void> {
  await expectSaved(page);
  await expect(indicator(page)).toHaveAttribute('data-video', 'kept');
}

/** The project is in the workspace, with its video, and no question is open. */
async function expectOpen(page: Page): Promise<void> {
  const app = new AppPage(page);
  await expect(page.getByRole('banner').getByText(NAME)).toBeVisible();
  await expect(app.timeline).toBeVisible();
  await expect(page.locator('canvas[data-frame]')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  await expectOpen(page);
}

/**
 * Crashes the page's process, as when the browser runs out of memory. Returns another tab at the same
 * address.
 */
async function crash(page: Page): Promise<Page> {
  const address = page.url();
  const crashed = page.waitForEvent('crash');
  const devtools = await page.context().newCDPSession(page);
  // A crashed page gives no answer.
  devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  const next = await page.context().newPage();
  await next.goto(address);
  return next;
}

const className = (page: Page) => page.getByRole('textbox', { name: 'Class name' });
const classButton = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) }).first();
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Create dataset' });
const interrupted = (page: Page) => page.getByText(/The page was closed while labels were being propagated/);

async function drawObject(app: AppPage): Promise<number[]> {
  await app.addClass('crate');
  await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
  await expect(app.boxes).toHaveCount(1);
  return app.boxNumbers();
}

test('promise 12: work survives a reload at each step of labelling', async ({ page }) => {
  const app = await begin(page, await clipOf(6));

  await test.step('1, a video is open', async () => {
    await app.goTo(3);
    await expectSaved(page);
    await reload(page);
    await app.expectFrame(3);
    await app.goTo(0);
  });

  await test.step('2, the form for a class is open', async () => {
    await app.button('Start annotating').click();
    await className(page).fill('cra');
    await reload(page);
    await app.expectFrame(0);
  });

  await test.step('3, a class is there', async () => {
    await app.addClass('crate');
    // Before the second that autosave waits: the page saves as it closes.
    await reload(page);
    await expect(classButton(page, 'crate')).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('4, a label is drawn, another one is half drawn', async () => {
    await app.drawBox(objectBox(0, SIZE.width, SIZE.height));
    const drawn = await app.boxNumbers();
    await reload(page);
    await expect(app.boxes).toHaveCount(1);
    expect(await app.boxNumbers()).toEqual(drawn);
    await expect(app.button('Undo')).toBeDisabled();

    await app.button('Polygon').click();
    const corners = [
      [20, 90],
      [50, 90],
      [50, 110],
    ] as const;
    const put = async (count: number) => {
      for (const [x, y] of corners.slice(0, count)) {
        const at = await app.toScreen(x, y);
        await page.mouse.click(at.x, at.y);
      }
    };
    await put(2);
    await expect(page.getByTestId('polygon-draft')).toBeVisible();
    await reload(page);
    await expect(page.getByTestId('polygon-draft')).toHaveCount(0);
    await expect(page.getByRole('button', { name: /^crate 1 labelled/ })).toBeVisible();
    await app.button('Polygon').click();
    await put(3);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /^crate 2 labelled/ })).toBeVisible();
  });

  await test.step('5, the frame is finished', async () => {
    await app.button('Finish annotating').click();
    await reload(page);
    await expect(app.button('Open frame 0')).toContainText('2 objects');
    await expect(page.getByRole('checkbox', { name: 'Use frame 0 for the dataset' })).toBeChecked();
  });

  await test.step('6, the dialog is open, with choices', async () => {
    await app.button('Create dataset').click();
    await dialogOf(page).getByRole('textbox', { name: 'Name' }).fill('Crates');
    await dialogOf(page).getByText('PNG', { exact: true }).click();
    await dialogOf(page).getByRole('textbox', { name: 'To frame' }).fill('2');
    await reload(page);
    await app.button('Create dataset').click();
    await expect(dialogOf(page).getByRole('textbox', { name: 'Name' })).toHaveValue('Crates');
    await expect(dialogOf(page).getByRole('radio', { name: 'PNG' })).toBeChecked();
    await expect(dialogOf(page).getByRole('textbox', { name: 'To frame' })).toHaveValue('2');
    // A split that is still being typed is not stored.
    await dialogOf(page).getByRole('textbox', { name: 'Train' }).fill('');
    await reload(page);
    await app.button('Create dataset').click();
    await expect(dialogOf(page).getByRole('textbox', { name: 'Train' })).toHaveValue('70');
    await page.keyboard.press('Escape');
    await expect(dialogOf(page)).toBeHidden();
    await app.button('Create dataset').click();
    await expect(dialogOf(page).getByRole('textbox', { name: 'Name' })).toHaveValue('walk.mp4');
    await expect(dialogOf(page).getByRole('textbox', { name: 'To frame' })).toHaveValue('5');
  });
  expect(app.errors).toEqual([]);
});

const ENDS: readonly (readonly [string, (page: Page) => Promise<Page>])[] = [
  ['a reload', async (page) => (await page.reload(), page)],
  ['a crash', crash],
];
for (const [how, end] of ENDS) {
  test(
    `promise 12: ${how} in the middle of a run says so, keeps the finished labels, and the run can go on`,
    { tag: '@long' },
    async ({ page: first }) => {
      const before = await begin(first, await clipOf(5));
      await drawObject(before);
      await before.sampleEvery(1);
      await before.button('Propagate').click();
      await expect(first.getByText(/^Frame [2-4] of 5$/)).toBeVisible({ timeout: 120_000 });
      // A crash gives no notice: only what autosave has written by then counts.
      await expect.poll(() => storedLabels(first)).toBeGreaterThan(1);
      const page = await end(first);
      await expectOpen(page);
      const app = new AppPage(page);
      await expect(interrupted(page)).toBeVisible();
      await app.goTo(0);
      await expect(app.boxes).toHaveAttribute('data-status', 'user');
      await app.goTo(1);
      await expect(app.boxes).toHaveAttribute('data-status', 'propagated');
      await app.goTo(4);
      await expect(app.boxes).toHaveCount(0);
      await app.button('Propagate').click();
      await app.expectFinished();
      await expect(app.boxes).toHaveCount(1);
      await expectSaved(page);
      await reload(page);
      await expect(interrupted(page)).toHaveCount(0);
      await expect(app.boxes).toHaveCount(1);
    },
  );
}

/** Number of labels that the browser has stored of all its projects. */
function storedLabels(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const request = indexedDB.open('vision-data-forge');
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error(String(request.error)));
    });
    const all = (store: string) =>
      new Promise<unknown[]>((resolve, reject) => {
        const reading = database.transaction(store).objectStore(store).getAll();
        reading.onsuccess = () => resolve(reading.result as unknown[]);
        reading.onerror = () => reject(new Error(String(reading.error)));
      });
    const texts = [];
    for (const store of database.objectStoreNames) texts.push(JSON.stringify(await all(store)));
    database.close();
    return texts.join('').match(/source\W+(user|propagated)/g)?.length ?? 0;
  });
}

test('promise 12: labels and choices are there after the archive is written', { tag: '@long' }, async ({ page }) => {
  const app = await begin(page, await clipOf(3));
  const drawn = await drawObject(app);
  await app.createDataset(async (dialog) => {
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Crates');
    await dialog.getByRole('textbox', { name: 'To frame' }).fill('0');
  });
  await reload(page);
  await expect(interrupted(page)).toHaveCount(0);
  await expect(app.boxes).toHaveCount(1);
  expect(await app.boxNumbers()).toEqual(drawn);
  await app.button('Create dataset').click();
  await expect(dialogOf(page).getByRole('textbox', { name: 'Name' })).toHaveValue('Crates');
  await page.goto('/datasets');
  await expect(page.getByRole('link', { name: 'Crates' })).toBeVisible();
});

test('promise 12: work survives a closed tab and a crash, and opens from the start page', async ({ page: first }) => {
  const drawn = await drawObject(await begin(first, await clipOf(6)));
  await expectSaved(first);
  const context = first.context();
  // Without asking: as when the whole browser is closed.
  await first.close({ runBeforeUnload: false });

  const second = await context.newPage();
  const again = new AppPage(second);
  await again.open();
  await again.page.getByRole('link', { name: NAME }).click();
  await expectOpen(second);
  expect(await again.boxNumbers()).toEqual(drawn);
  await again.goTo(2);
  await again.button('Add box').click();
  await expect(again.boxes).toHaveCount(1);
  await expectSaved(second);

  const third = new AppPage(await crash(second));
  await expectOpen(third.page);
  await third.expectFrame(2);
  await expect(third.boxes).toHaveCount(1);
  await third.goTo(0);
  await expect(third.boxes).toHaveCount(1);
  expect(third.errors).toEqual([]);
});

test('promise 12: without its copy of the video a project asks for the file and takes no other one', async ({
  page,
}) => {
  const clip = await clipOf(6);
  const app = await begin(page, clip);
  const drawn = await drawObject(app);
  await expectSaved(page);
  const address = page.url();
  await app.open();
  await forgetVideos(page);
  await page.goto(address);
  const heading = page.getByRole('heading', { name: `Choose the video of "${NAME}"` });
  await expect(heading).toBeVisible();
  await expect(page.getByText(/The browser has no copy of walk\.mp4 .* your labels are safe\./)).toBeVisible();

  const others: readonly (readonly [string, Uint8Array | string])[] = [
    ['another video', await clipOf(7)],
    ['a file of the same size', sameSizeAs(clip)],
    ['no video at all', 'hello'],
  ];
  for (const [what, bytes] of others) {
    // Its name does not identify a file.
    await app.choose({ name: NAME, bytes });
    await expectRefused(page.getByRole('alert'), what);
    await expect(heading).toBeVisible();
  }

  await app.choose({ name: 'copy of walk.mp4', bytes: clip });
  await expectOpen(page);
  expect(await app.boxNumbers()).toEqual(drawn);
  await expectKept(page);
  await reload(page);
  expect(await app.boxNumbers()).toEqual(drawn);
  expect(app.errors).toEqual([]);
});

/** One sentence names the wanted file. */
async function expectRefused(alert: Locator, what: string): Promise<void> {
  await expect(alert, what).toHaveText(
    /^This is another file: the project belongs to walk\.mp4 \([\d.,]+ \w+\)\. Choose that one\.$/,
  );
}

/** As a browser does when it needs the room: the copies of videos are removed, the projects stay. */
async function forgetVideos(page: Page): Promise<void> {
  const removed = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('videos');
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    for (const name of names) await folder.removeEntry(name);
    return names.length;
  });
  expect(removed).toBe(1);
}

/** The same clip with other pixels: a byte amid its pictures is changed. */
function sameSizeAs(clip: Uint8Array): Uint8Array {
  const changed = clip.slice();
  const middle = changed.length >> 2;
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  return changed;
}
