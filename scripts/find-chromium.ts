// Finds a Chromium for the browser tests, and installs one when there is none.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
const fixedPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Missing or not executable: both mean "look further".
  }
}

/** Whether the browser starts at all: a downloaded one may lack the system libraries that it links. */
function starts(path: string): boolean {
  return isExecutable(path) && spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0;
}

function playwrightChromium(): string | undefined {
  const path = chromium.executablePath();
  return path && starts(path) ? path : undefined;
}

function systemChromium(): string | undefined {
  const candidates = folders.filter(Boolean).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...fixedPaths].find(starts);
}

function attempt(command: string, args: readonly string[]): boolean {
  // Progress goes to stderr, so that stdout has only the path.
  const run = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return run.status === 0;
}

function installWithPlaywright(): string | undefined {
  const cli = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url));
  return attempt(process.execPath, [cli, 'install', 'chromium']) ? playwrightChromium() : undefined;
}

function installWithApt(): string | undefined {
  const isRoot = typeof process.getuid === 'function' && process.getuid() === 0;
  if (!isRoot || !existsSync('/etc/debian_version')) return undefined;
  const install = () => attempt('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
  // A fresh image has no package lists; an old one may have outdated lists.
  if (!install() && !(attempt('apt-get', ['update']) && install())) return undefined;
  return systemChromium();
}

/**
 * The path of a Chromium that starts: CHROMIUM_PATH, else Playwright's own, else the system's, else a freshly
 * installed one.
 * Throws an Error with one clear sentence when none can be found or installed.
 */
export function findChromium(): string {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) {
    if (starts(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is ${chosen}, but no browser starts there.`);
  }
  const path = playwrightChromium() ?? systemChromium() ?? installWithPlaywright() ?? installWithApt();
  if (path) return path;
  throw new Error(
    'The browser tests need Chromium, and neither Playwright nor apt-get could install it: ' +
      'install Chromium or set CHROMIUM_PATH to one.',
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(findChromium());
