import { expect, test } from '@playwright/test';
import { numberedClip } from '../fixtures/numbered-clip.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';
import { consume as readYoloDetect } from '../../core/formats/yolo-detect/testing/consumer.ts';
import { AppPage } from './app-page.ts';

const WIDTH = 320;
const HEIGHT = 240;

/** Overlap (IoU) of two boxes given as [x, y, width, height]. */
function boxIou(a: readonly number[], b: readonly number[]): number {
  const [ax = 0, ay = 0, aw = 0, ah = 0] = a;
  const [bx = 0, by = 0, bw = 0, bh = 0] = b;
  const across = Math.max(0, Math.min(ax + aw, bx + bw) - Math.max(ax, bx));
  const down = Math.max(0, Math.min(ay + ah, by + bh) - Math.max(ay, by));
  return (across * down) / (aw * ah + bw * bh - across * down);
}

const truth = (rank: number) => {
  const { x, y, width, height } = objectBox(rank, WIDTH, HEIGHT);
  return [x, y, width, height];
};

test('from a video to a checked dataset, on the real model', async ({ page }) => {
  test.setTimeout(400_000);
  const app = new AppPage(page);
  const violations: string[] = [];
  await page.exposeFunction('reportViolation', (text: string) => violations.push(text));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const report = (window as unknown as { reportViolation: (text: string) => void }).reportViolation;
      report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await app.open();
  await app.openVideo({
    name: 'swaying box.mp4',
    bytes: await numberedClip({ frames: 17, width: WIDTH, height: HEIGHT }),
  });
  await expect(page.getByRole('banner').getByText('17 frames')).toBeVisible();
  await expect(page.getByRole('banner').getByText('30 fps')).toBeVisible();

  expect(app.modelRequests()).toEqual([]);
  await app.addClass('box');
  await app.drawBox(objectBox(0, WIDTH, HEIGHT));
  const drawn = await app.boxNumbers();
  expect(boxIou(drawn, truth(0))).toBeGreaterThan(0.95);
  await app.sampleEvery(8);
  await expect(page.getByText('3 frames')).toBeVisible();

  await page.evaluate(() => {
    const counter = window as unknown as { animationFrames: number };
    counter.animationFrames = 0;
    const count = () => {
      counter.animationFrames += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await app.button('Propagate').click();
  await expect(page.getByText('Runs on WASM')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole('progressbar', { name: 'Propagation progress' })).toBeVisible({ timeout: 60_000 });
  // The page keeps painting while the model works: a blocked page would not get from one animation frame to
  // the next.
  const painted = () => page.evaluate(() => (window as unknown as { animationFrames: number }).animationFrames);
  const before = await painted();
  await expect.poll(painted).toBeGreaterThan(before + 20);
  await expect(app.button('Cancel')).toBeVisible();
  // Masks appear as they come, while the video plays.
  await expect.poll(() => app.maskPixels(), { timeout: 60_000 }).toBeGreaterThan(500);
  await app.button('Play').click();
  await app.expectFrame(16);
  await app.expectFinished();
  await expect.poll(() => app.maskPixels()).toBeGreaterThan(500);
  expect(new Set(app.modelRequests()).size).toBe(2);

  await app.goTo(8);
  await expect(app.boxes).toHaveAttribute('data-status', 'propagated');
  const corrected = truth(8);
  await app.boxes.click();
  await correctTo(app, corrected);
  await expect(page.getByText('1 corrected label is not propagated yet.')).toBeVisible();
  await app.button('Re-propagate').click();
  await app.expectFinished();

  await app.createDataset();
  const { name, files } = await app.download();
  expect(name).toBe('swaying_box-yolo-detect.zip');
  const dataset = readYoloDetect(files);
  expect(dataset.names).toEqual(['box']);
  expect(dataset.images.map(({ rank }) => rank)).toEqual([0, 8, 16]);
  for (const { rank, labels } of dataset.images) {
    expect(labels).toHaveLength(1);
    const [label] = labels;
    if (!label) throw new Error('no label');
    const width = label.width * WIDTH;
    const height = label.height * HEIGHT;
    const found = [label.centreX * WIDTH - width / 2, label.centreY * HEIGHT - height / 2, width, height];
    expect(boxIou(found, truth(rank)), `frame ${rank}`).toBeGreaterThan(rank === 8 ? 0.95 : 0.6);
  }
  const metadata = JSON.parse(new TextDecoder().decode(files.get('metadata.json'))) as { engine: { backend: string } };
  expect(metadata.engine.backend).toBe('wasm');

  // Promise 18: none of it is held any more. Promise 11: isolated, no other host requested, no rule broken.
  const held = await app.diagnostics();
  expect(held.engine).toMatchObject({ liveFrames: 0, liveTensors: 0, crossOriginIsolated: true });
  expect(held.video).toMatchObject({ liveFrames: 0, crossOriginIsolated: true });
  expect(held.crossOriginIsolated).toBe(true);
  const hosts = new Set(app.requests.map((request) => new URL(request.url()).host).filter((host) => host !== ''));
  expect([...hosts]).toEqual([new URL(page.url()).host]);
  expect(violations).toEqual([]);
  expect(app.errors).toEqual([]);
});

/** Types exact numbers for the selected box. */
async function correctTo(app: AppPage, [x = 0, y = 0, width = 0, height = 0]: readonly number[]): Promise<void> {
  const field = (name: string) => app.page.getByRole('group', { name: 'Box in pixels' }).getByRole('textbox', { name });
  // Smaller first, so that no step leaves the frame.
  await field('Width').fill('10');
  await field('Height').fill('10');
  await field('X').fill(String(x));
  await field('Y').fill(String(y));
  await field('Width').fill(String(width));
  await field('Height').fill(String(height));
  await expect.poll(() => app.boxNumbers()).toEqual([x, y, width, height]);
}

test('the second visit needs no download, and a damaged copy is fetched again', { tag: '@long' }, async ({ page }) => {
  const app = new AppPage(page);
  const clip = { name: 'clip.mp4', bytes: await numberedClip({ frames: 4 }) };
  const visit = async (query?: string) => {
    await app.open(query);
    await app.openVideo(clip);
    app.requests.length = 0;
    await app.addClass('box');
    await app.button('Add box').click();
    await app.button('Propagate').click();
    await expect(page.getByText('Runs on WASM')).toBeVisible({ timeout: 120_000 });
    return app.modelRequests();
  };
  const first = await visit();
  expect(first).toHaveLength(2);
  // Without a graphics device, as the tests' browser is started, the page falls back to WebAssembly and says
  // so.
  expect(await visit('')).toEqual([]);
  await expect(page.getByText(/WebGPU.*so the model runs in WebAssembly/)).toBeVisible();
  const smaller = await page.evaluate(async () => {
    const cache = await caches.open('vdf-models');
    const requests = await cache.keys();
    const decoder = requests.find((request) => new URL(request.url).pathname === '/models/sam.onnx') ?? requests.at(-1);
    if (!decoder) return null;
    const kept = await cache.match(decoder);
    if (!kept) return null;
    const bytes = new Uint8Array(await kept.arrayBuffer());
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await cache.put(decoder, new Response(bytes));
    return new URL(decoder.url).pathname;
  });
  expect(await visit()).toEqual([smaller]);
});

test('a run can be cancelled: what is done stays, and nothing is held', { tag: '@long' }, async ({ page }) => {
  const app = new AppPage(page);
  await app.open();
  await app.openVideo({ name: 'long.mp4', bytes: await numberedClip({ frames: 60 }) });
  await app.addClass('box');
  await app.drawBox(objectBox(0, WIDTH, HEIGHT));
  await app.button('Propagate').click();
  await expect(page.getByText(/^Frame [1-9]\d* of 60$/)).toBeVisible({ timeout: 120_000 });
  await app.button('Cancel').click();
  await expect(page.getByText('Stopped. The labels made so far are kept.')).toBeVisible();
  await expect(app.button('Propagate')).toBeEnabled();
  expect((await app.diagnostics()).engine).toMatchObject({ liveFrames: 0, liveTensors: 0 });
  // Frames that the model had no time for are not made up: the range ends where the labels do.
  await app.createDataset(async (dialog) => {
    await dialog.getByRole('textbox', { name: 'To frame' }).fill('0');
  });
  const dataset = readYoloDetect((await app.download()).files);
  // A single frame serves for training and for validation.
  expect(dataset.images.map(({ rank, split }) => [rank, split])).toEqual([
    [0, 'train'],
    [0, 'val'],
  ]);
  expect((await app.diagnostics()).engine).toMatchObject({ liveFrames: 0 });
});
