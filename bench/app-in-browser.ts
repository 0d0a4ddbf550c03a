// The app as `npm start` serves it, and a Chromium that opens it: for measurements of the page.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { findChromium } from '../scripts/find-chromium.mjs';

const START = fileURLToPath(new URL('../scripts/start.mjs', import.meta.url));
/** Between two questions whether the server answers. */
const PATIENCE = 200;

/** A browser, and the address of the production build that it is to open. */
export interface AppInBrowser {
  readonly browser: Browser;
  readonly address: string;
}

/** Starts the server on a fresh data folder and a Chromium beside it, lends both to `work`, and ends them. */
export async function withAppInBrowser(work: (app: AppInBrowser) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vdf-page-'));
  const port = await freePort();
  const server = spawn(process.execPath, [START], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PORT: String(port), DATA_DIR: join(folder, 'data'), DATABASE_URL: '', LOG_LEVEL: 'warn' },
  });
  const exited = once(server, 'exit');
  try {
    const address = `http://localhost:${port}`;
    while (!(await fetch(address).catch(() => null))?.ok) {
      if (server.exitCode !== null) throw new Error(`npm start ended with exit code ${server.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    }
    const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
    try {
      await work({ browser, address });
    } finally {
      await browser.close();
    }
  } finally {
    server.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
