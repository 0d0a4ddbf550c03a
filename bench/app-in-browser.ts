// The app as `npm start` serves it and a Chromium that opens it, for measurements of the page.
import { chromium, type Browser } from '@playwright/test';
import { findChromium } from '../scripts/find-chromium.ts';
import { serveApp } from '../scripts/serve-app.ts';

/** A browser and the address of the production build that it opens. */
export interface AppInBrowser {
  readonly browser: Browser;
  readonly address: string;
}

/**
 * Starts the server on a fresh data folder and a Chromium beside it, passes both to `work`, and stops them
 * afterwards.
 */
export async function withAppInBrowser(work: (app: AppInBrowser) => Promise<void>): Promise<void> {
  const { address, stop } = await serveApp();
  try {
    const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
    try {
      await work({ browser, address });
    } finally {
      await browser.close();
    }
  } finally {
    await stop();
  }
}
