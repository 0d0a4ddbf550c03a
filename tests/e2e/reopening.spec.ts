import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { readFrameNumber } from '../fixtures/numbered-frame.ts';
import { AppPage } from './app-page.ts';

/** A common size of videos: small frames are decoded before anything can come between. */
const SIZE = { width: 854, height: 480 };
const VIDEOS = [
  { name: 'one.mp4', frames: 60 },
  { name: 'two.mp4', frames: 45 },
] as const;
/** Factors by which the processor is slowed down. */
const SLOWDOWNS = [1, 2, 4, 6];

interface Stored {
  readonly name: string;
  readonly frames: number;
  readonly address: string;
}

/**
 * Makes projects of the first videos, left on a later frame than their first; one frame of each is labelled.
 */
async function begin(app: AppPage, count: number): Promise<readonly Stored[]> {
  const stored: Stored[] = [];
  for (const { name, frames } of VIDEOS.slice(0, count)) {
    await app.open();
    await app.openVideo({ name, bytes: await numberedClip({ ...SIZE, frames }) });
    await app.addClass('crate');
    await app.drawBox({ x: 60, y: 120, width: 200, height: 160 });
    await app.button('Finish annotating').click();
    await app.goTo(frames - 10);
    await expect(app.page.locator('button[data-status="saved"][data-video="kept"]')).toBeVisible();
    stored.push({ name, frames, address: app.page.url() });
  }
  return stored;
}

/** The frame that the page says is on the screen, and the number that its pixels show. */
async function frameOnScreen(page: Page): Promise<readonly [number, number]> {
  const { rank, ...image } = await page.locator('canvas[data-frame]').evaluate((canvas: HTMLCanvasElement) => {
    // Its number can be read in a smaller picture, too, which takes less time to send.
    const [width, height] = [300, 180];
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context?.drawImage(canvas, 0, 0, width, height);
    const data = Array.from(context?.getImageData(0, 0, width, height / 6).data ?? []);
    return { rank: Number(canvas.dataset['frame']), width, height, data };
  });
  return [rank, readFrameNumber({ ...image, data: Uint8ClampedArray.from(image.data) })];
}

/**
 * The project is open, nothing of the page has failed, and the frame on the screen is the one that the page
 * says.
 */
async function expectWell(app: AppPage, what: string): Promise<void> {
  const failed = app.button('Reload the page').or(app.button('Show it again')).or(app.page.getByRole('alert'));
  await expect(app.page.locator('canvas[data-frame]').or(failed).first(), what).toBeVisible();
  expect(await failed.allTextContents(), what).toEqual([]);
  const [rank, number] = await frameOnScreen(app.page);
  expect(number, what).toBe(rank);
  expect(app.errors, what).toEqual([]);
}

test('a project that was left on a later frame opens there, ten times of ten', { tag: '@long' }, async ({ page }) => {
  const app = new AppPage(page);
  const [first] = await begin(app, 1);
  if (!first) throw new Error('there is no project');
  await page.goto(first.address);
  for (let round = 0; round < 10; round += 1) {
    await page.reload();
    await expectWell(app, `opening ${round}`);
    await app.expectFrame(first.frames - 10);
    expect(await frameOnScreen(page)).toEqual([first.frames - 10, first.frames - 10]);
  }
});

test('a frame that cannot be drawn is reported in its place, the page works on, and it can be shown again', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const { prototype } = CanvasRenderingContext2D;
    const draw = prototype.drawImage as (...args: unknown[]) => void;
    prototype.drawImage = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
      if ('drawingFails' in window) throw new DOMException('There is no memory.', 'InvalidStateError');
      draw.apply(this, args);
    };
  });
  const app = new AppPage(page);
  const [project] = await begin(app, 1);
  const last = (project?.frames ?? 0) - 1;
  await page.evaluate(() => Object.assign(window, { drawingFails: true }));
  await app.timeline.press('End');
  await expect(page.getByText('This part of the page has failed; the rest works on')).toBeVisible();
  await expect(app.frameNumber).toHaveValue(String(last));
  await expect(app.button('Create dataset')).toBeEnabled();
  await page.evaluate(() => Reflect.deleteProperty(window, 'drawingFails'));
  await app.button('Show it again').click();
  await app.expectFrame(last);
  expect(await frameOnScreen(page)).toEqual([last, last]);
});

/** Random numbers below 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A user's possible actions on the projects at any moment, also while one is still being opened. */
class Visitor {
  constructor(
    private readonly app: AppPage,
    private readonly projects: readonly Stored[],
    private readonly devtools: CDPSession,
    private readonly random: () => number,
  ) {}

  /** Does one random action and waits a random time. Returns the action in words. */
  async act(): Promise<string> {
    await this.devtools.send('Emulation.setCPUThrottlingRate', { rate: this.#pick(SLOWDOWNS) });
    const does = this.#pick([this.#reload, this.#open, this.#openFromStart, this.#seek, this.#step, this.#step]);
    const did = await does.call(this);
    const wait = Math.round(this.random() ** 2 * 500);
    await this.app.page.waitForTimeout(wait);
    return `${did}, ${wait} ms`;
  }

  async #reload(): Promise<string> {
    await this.app.page.reload({ waitUntil: 'commit' });
    return 'reload';
  }

  async #open(): Promise<string> {
    const { name, address } = this.#pick(this.projects);
    await this.app.page.goto(address, { waitUntil: 'commit' });
    return `open ${name} by its address`;
  }

  async #openFromStart(): Promise<string> {
    const { name } = this.#pick(this.projects);
    await this.app.page.getByRole('link', { name: 'Vision Data Forge' }).click();
    await this.app.page.getByRole('link', { name, exact: true }).click();
    return `open ${name} from the start page`;
  }

  async #seek(): Promise<string> {
    if (!(await this.app.frameNumber.isVisible())) return this.#reload();
    const rank = Math.floor(this.random() * 45);
    await this.app.frameNumber.fill(String(rank));
    await this.app.frameNumber.press('Enter');
    return `seek ${rank}`;
  }

  async #step(): Promise<string> {
    if (!(await this.app.timeline.isVisible())) return this.#open();
    const key = this.#pick(['ArrowLeft', 'ArrowRight']);
    await this.app.timeline.focus();
    for (let steps = 0; steps < 5; steps += 1) await this.app.page.keyboard.press(key);
    return `five times ${key}`;
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.random() * choices.length)] as T;
  }
}

for (const [rounds, tag] of [
  [8, []],
  [200, ['@long']],
] as const) {
  test(
    `${rounds} openings, reloads and seeks at any moment leave the right frame on the screen`,
    { tag: [...tag] },
    async ({ page }) => {
      test.setTimeout(600_000);
      const seed = Number(process.env['VDF_SEED'] ?? Date.now() % 2 ** 31);
      console.log(`seed ${seed} (VDF_SEED)`);
      const app = new AppPage(page);
      const projects = await begin(app, 2);
      const devtools = await page.context().newCDPSession(page);
      const random = randomFrom(seed);
      const visitor = new Visitor(app, projects, devtools, random);
      for (let round = 1; round <= rounds; round += 1) {
        const did = await visitor.act();
        if (random() < 0.4 || round === rounds) await expectWell(app, `seed ${seed}, round ${round}: ${did}`);
      }
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      for (const { address, frames } of projects) {
        await page.goto(address);
        await app.goTo(frames - 1);
        expect(await frameOnScreen(page)).toEqual([frames - 1, frames - 1]);
        // At the end the page holds the frame on the screen and the one in the list of labelled frames.
        await expect.poll(async () => (await app.diagnostics()).pictures).toBe(2);
      }
      expect(app.errors).toEqual([]);
    },
  );
}
