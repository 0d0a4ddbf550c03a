// Makes docs/screenshots: `npm run screenshots`. It starts the app by itself and goes through it in a real
// Chromium, as a user would.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findChromium } from './find-chromium.ts';
import { Camera } from './screenshots/camera.ts';
import { datasetPages, signUpOnTheWay } from './screenshots/account-tour.ts';
import { ROOT, serveApp } from './serve-app.ts';
import { ADMINISTRATOR, adminPage, batchDialog, serverPages } from './screenshots/server-tour.ts';
import { startPage, startPageOfReturning } from './screenshots/start-tour.ts';
import { labelling, makeDataset, openSample, review } from './screenshots/workspace-tour.ts';
import { PASSWORD } from '../tests/e2e/account-steps.ts';
import { AppPage } from '../tests/e2e/app-page.ts';

const VIEWPORT = { width: 1280, height: 800 };
const folder = join(ROOT, 'docs', 'screenshots');

// Trying a graphics card takes half a minute on a machine without one.
process.env['WORKER_DEVICE'] ??= 'cpu';
const served = await serveApp({ username: ADMINISTRATOR, password: PASSWORD });
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
try {
  const context = await browser.newContext({
    baseURL: served.address,
    viewport: VIEWPORT,
    locale: 'en-US',
    timezoneId: 'UTC',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const app = new AppPage(page);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const camera = new Camera(page, folder);
  await startPage(app, camera);
  await signUpOnTheWay(app, camera);
  await openSample(app, camera);
  await labelling(app, camera);
  await review(app, camera);
  await makeDataset(app, camera);
  await datasetPages(app, camera);
  await serverPages(app, camera);
  await startPageOfReturning(app, camera);
  await batchDialog(app, camera);
  await adminPage(app, camera);
  console.log(`docs/screenshots: ${(camera.total / 1e6).toFixed(1)} MB`);
} finally {
  await browser.close();
  await served.stop();
}
