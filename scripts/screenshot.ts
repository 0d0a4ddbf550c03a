// Makes docs/screenshot.png from the running app: `npm start`, then `node --import tsx scripts/screenshot.ts [address]`.
import { chromium } from '@playwright/test';
import { AppPage } from '../tests/e2e/app-page.ts';
import { numberedClip } from '../tests/fixtures/numbered-clip.ts';
import { objectBox } from '../tests/fixtures/numbered-frame.ts';
import { findChromium } from './find-chromium.mjs';

const WIDTH = 640;
const HEIGHT = 360;
const address = process.argv[2] ?? 'http://localhost:8000';

const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ baseURL: address, viewport: { width: 1440, height: 900 } });
  const app = new AppPage(page);
  await app.open();
  await app.openVideo({
    name: 'sample clip.mp4',
    bytes: await numberedClip({ frames: 49, width: WIDTH, height: HEIGHT }),
  });
  await app.addClass('crate');
  await app.drawBox(objectBox(0, WIDTH, HEIGHT));
  await app.sampleEvery(8);
  await app.button('Propagate').click();
  await app.expectFinished();
  await app.goTo(24);
  await page.screenshot({ path: 'docs/screenshot.png' });
} finally {
  await browser.close();
}
