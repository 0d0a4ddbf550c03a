import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/find-chromium.ts';

/** A free port, found once: the test workers load this file again and must see the same one. */
function freePort(): number {
  const probe =
    `const s = require('net').createServer().listen(0, '127.0.0.1', ` +
    `() => { process.stdout.write(String(s.address().port)); s.close(); });`;
  const found = spawnSync(process.execPath, ['-e', probe], { encoding: 'utf8' });
  const port = Number(found.stdout);
  if (!Number.isInteger(port) || port <= 0)
    throw new Error(`No free port was found for the tested server: ${found.stderr}`);
  return port;
}

process.env['VDF_E2E_PORT'] ??= String(freePort());
process.env['VDF_E2E_DATA_DIR'] ??= join(tmpdir(), `vdf-e2e-${randomUUID()}`);
process.env['CHROMIUM_PATH'] ??= findChromium();

const port = process.env['VDF_E2E_PORT'];
const asRoot = typeof process.getuid === 'function' && process.getuid() === 0;

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  // The model takes every core: two tests at once take as long as one after the other, with the model in one
  // of them or in both.
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  outputDir: 'test-results',
  globalTeardown: './scripts/remove-e2e-data.ts',
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1280, height: 800 },
    // A trace of every test doubles their time (14 of them: 4.3 instead of 2.1 minutes): `npx playwright test
    // --trace on` records one.
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'],
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
        '--disable-gpu',
      ],
    },
  },
  webServer: {
    // The same as `npm start`: it builds the client when it changed and serves it as in production.
    command: `"${process.execPath}" scripts/start.mjs`,
    url: `http://localhost:${port}/`,
    env: {
      PORT: port,
      DATA_DIR: process.env['VDF_E2E_DATA_DIR'],
      NODE_ENV: 'production',
      // Trying a graphics card takes half a minute on a machine without one.
      WORKER_DEVICE: 'cpu',
    },
    reuseExistingServer: false,
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
});
