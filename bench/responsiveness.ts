// Responsiveness of the page: `npx tsx bench/responsiveness.ts` starts the app (the production build) and a
// Chromium, and prints the time from a step between frames of a 1080p clip to the screen, the animation
// frames that are dropped while boxes are drawn, dragged, zoomed and panned with 200 labels on the frame, and
// the longest task of the main thread while a dataset is made. The argument `steps`, `shapes` or `dataset`
// measures that part alone; `--slowdown 4` slows the page's own thread by that factor.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { numberedClip } from '../tests/fixtures/numbered-clip.ts';
import { objectBox } from '../tests/fixtures/numbered-frame.ts';
import { newUsername, signUp } from '../tests/e2e/account-steps.ts';
import { AppPage } from '../tests/e2e/app-page.ts';
import { imagePoint } from '../core/schema/brands.ts';
import { parseProjectText, type Project, type Shape } from '../core/schema/project.ts';
import { withAppInBrowser, type AppInBrowser } from './app-in-browser.ts';
import { intervalsOf, droppedPerSecond, quantile, recordTimings, watchPages, type PageTimings } from './page-watch.ts';

const [WIDTH, HEIGHT] = [1920, 1080];
const STEPS = 60;
const SHAPES = { columns: 20, rows: 10 };
/** The targets for the page. */
const STEP_MS = 50;
const TASK_MS = 100;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { slowdown: { type: 'string', default: '1' } },
});
const wants = (part: string) => positionals.length === 0 || positionals.includes(part);

async function openPage({ browser, address }: AppInBrowser): Promise<AppPage> {
  const page = await browser.newPage({ baseURL: address, viewport: { width: 1440, height: 900 } });
  await watchPages(page);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: Number(values.slowdown) });
  return new AppPage(page);
}

/** Steps frame by frame; each key is pressed when the frame before has been on the screen for a moment. */
async function measureSteps(browser: AppInBrowser): Promise<void> {
  const app = await openPage(browser);
  await app.open();
  await app.openVideo({
    name: 'steps.mp4',
    bytes: await numberedClip({ frames: STEPS + 1, width: WIDTH, height: HEIGHT }),
  });
  const seen = await recordTimings(app.page, async () => {
    for (let rank = 1; rank <= STEPS; rank++) {
      await app.page.keyboard.press('f');
      await app.page.locator(`canvas[data-frame="${rank}"]`).waitFor();
      await app.page.waitForTimeout(100);
    }
  });
  const step = quantile(seen.steps, 0.95);
  console.log(`steps of a ${WIDTH} x ${HEIGHT} clip: ${seen.steps.length}`);
  console.log(`  key to frame (ms): median ${ms(quantile(seen.steps, 0.5))}, 95 % within ${ms(step)}`);
  console.log(`  key to the end of its paint (ms): 95 % within ${ms(quantile(seen.painted, 0.95))}`);
  console.log(`  of ${STEP_MS} ms: ${ratio(step / STEP_MS)}`);
  await app.page.close();
}

/** An empty page and the workspace with many labels, in one browser. */
async function measureShapes(browser: AppInBrowser): Promise<void> {
  const empty = await openPage(browser);
  await empty.page.goto('about:blank');
  const idle = intervalsOf(await recordTimings(empty.page, () => empty.page.waitForTimeout(3000)));
  const interval = quantile(idle, 0.5);
  console.log(
    `empty page: an animation frame every ${ms(interval)} ms, ${droppedPerSecond(idle, interval).toFixed(1)} lost a second`,
  );
  await empty.page.close();
  const app = await openPage(browser);
  await app.open();
  await app.openVideo({ name: 'shapes.mp4', bytes: await numberedClip({ frames: 12, width: WIDTH, height: HEIGHT }) });
  await fillFrame(app);
  for (const [name, action] of Object.entries(ACTIONS)) {
    tell(name, await recordTimings(app.page, () => action(app)), interval);
  }
  await app.page.close();
}

function tell(name: string, seen: PageTimings, interval: number): void {
  const intervals = intervalsOf(seen);
  const mean = intervals.reduce((sum, each) => sum + each, 0) / Math.max(1, intervals.length);
  const lost = droppedPerSecond(intervals, interval).toFixed(1);
  const [late, longest] = [quantile(intervals, 0.95), Math.max(0, ...intervals)];
  console.log(`${name} with ${SHAPES.columns * SHAPES.rows} labels: ${lost} animation frames lost a second`);
  console.log(
    `  intervals (ms): 95 % within ${ms(late)}, longest ${ms(longest)}; longest task ${ms(Math.max(0, ...seen.tasks))}`,
  );
  console.log(`  mean interval of the empty page's: ${ratio(mean / interval)}`);
}

const CENTRE = { x: WIDTH / 2, y: HEIGHT / 2 };

/** Pointer actions on the frame, at one event per animation frame. */
const ACTIONS: Readonly<Record<string, (app: AppPage) => Promise<void>>> = {
  'drawing a box': async (app) => {
    await app.button('Draw box').click();
    await dragSlowly(app, { x: 300, y: 200 }, { x: 1500, y: 900 }, 'left');
  },
  'dragging a box': (app) => dragSlowly(app, { x: 700, y: 540 }, { x: 1100, y: 700 }, 'left'),
  panning: (app) => dragSlowly(app, CENTRE, { x: 1200, y: 700 }, 'middle'),
  zooming: async (app) => {
    const { x, y } = await app.toScreen(CENTRE.x, CENTRE.y);
    await app.page.mouse.move(x, y);
    for (let notch = 0; notch < 120; notch++) await app.page.mouse.wheel(0, notch % 60 < 30 ? -40 : 40);
  },
};

async function dragSlowly(app: AppPage, from: typeof CENTRE, to: typeof CENTRE, button: 'left' | 'middle') {
  const [start, end] = [await app.toScreen(from.x, from.y), await app.toScreen(to.x, to.y)];
  await app.page.mouse.move(start.x, start.y);
  await app.page.mouse.down({ button });
  await app.page.mouse.move(end.x, end.y, { steps: 120 });
  await app.page.mouse.up({ button });
}

/** Fills the first frame with labels: the project is saved with one label, multiplied, and opened again. */
async function fillFrame(app: AppPage): Promise<void> {
  await app.addClass('box');
  await app.drawBox({ x: 10, y: 10, width: 70, height: 80 });
  const project = await savedProject(app.page, app);
  const [track] = project.tracks;
  const shape = track?.shapes['0'];
  if (!track || !shape) throw new Error('the drawn label is not in the saved project');
  const tracks = Array.from({ length: SHAPES.columns * SHAPES.rows }, (_, at) => {
    const [x, y] = [
      (at % SHAPES.columns) * (WIDTH / SHAPES.columns),
      Math.floor(at / SHAPES.columns) * (HEIGHT / SHAPES.rows),
    ];
    return {
      ...track,
      id: at + 1,
      shapes: { 0: { ...shape, ...outlineOrFound(at, x + 10, y + 14), box: [x + 10, y + 14, 70, 80] } },
    };
  });
  await app.choose({ name: 'many.vdf.json', bytes: JSON.stringify({ ...project, tracks }) }, 'Open project');
  await app.page.waitForFunction(
    (count) => document.querySelectorAll('[data-testid="box"]').length === count,
    tracks.length,
  );
  await app.page.waitForTimeout(1000);
}

/** Every other label has an outline of twelve corners; the others are as the model finds them, dashed. */
function outlineOrFound(at: number, left: number, top: number): Partial<Shape> {
  if (at % 2 === 0) return { source: 'propagated', confidence: 0.8 };
  const corners = Array.from({ length: 12 }, (_, corner) => {
    const angle = (corner / 12) * 2 * Math.PI;
    return imagePoint(Math.round(left + 35 + 35 * Math.cos(angle)), Math.round(top + 40 + 40 * Math.sin(angle)));
  });
  return { polygon: [corners] };
}

async function savedProject(page: Page, app: AppPage): Promise<Project> {
  const download = page.waitForEvent('download');
  await app.button('Save project').click();
  return parseProjectText(await readFile(await (await download).path(), 'utf8'));
}

/** From Confirm to the archive in the account, with the model in WebAssembly. */
async function measureDataset(browser: AppInBrowser): Promise<void> {
  const app = await openPage(browser);
  await app.open();
  await app.button('Sign in').click();
  await signUp(app.page, newUsername());
  const [width, height] = [640, 360];
  await app.openVideo({ name: 'dataset.mp4', bytes: await numberedClip({ frames: 49, width, height }) });
  await app.addClass('crate');
  await app.drawBox(objectBox(0, width, height));
  await app.sampleEvery(8);
  await app.button('Create dataset').click();
  const dialog = app.page.getByRole('dialog', { name: 'Create dataset' });
  await dialog.waitFor();
  // The dialog has settled; the measurement of a frame goes on.
  await app.page.waitForTimeout(1500);
  const { tasks } = await recordTimings(app.page, async () => {
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    await app.button('Download dataset').waitFor({ timeout: 300_000 });
  });
  const longest = Math.max(0, ...tasks);
  console.log(
    `dataset: tasks of 50 ms and more: ${tasks.map(ms).join(', ') || 'none'}; ` +
      `longest of ${TASK_MS} ms: ${ratio(longest / TASK_MS)}`,
  );
  await app.page.close();
}

function ms(value: number): string {
  return value.toFixed(1);
}

function ratio(value: number): string {
  return value.toFixed(2);
}

await withAppInBrowser(async (app) => {
  if (wants('steps')) await measureSteps(app);
  if (wants('shapes')) await measureShapes(app);
  if (wants('dataset')) await measureDataset(app);
});
