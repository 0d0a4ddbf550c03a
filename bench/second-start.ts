// Duration of `npm start` once everything is installed and built: `npx tsx bench/second-start.ts` starts the
// server twice on a fresh data folder with the embedded database and prints, for each start, the seconds from
// the command to the first answer of a page and of the API.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../scripts/serve-app.ts';

const START = fileURLToPath(new URL('../scripts/start.mjs', import.meta.url));
/** Milliseconds between two requests that check whether the server answers. */
const PATIENCE = 50;

const folder = await mkdtemp(join(tmpdir(), 'vdf-start-'));
try {
  for (const name of ['first', 'second']) {
    console.log(`${name} start (s): ${(await secondsOfStart(await freePort(), join(folder, 'data'))).toFixed(2)}`);
  }
} finally {
  await rm(folder, { recursive: true });
}

async function secondsOfStart(port: number, dataDir: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [START], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, DATABASE_URL: '', LOG_LEVEL: 'warn' },
  });
  const exited = once(child, 'exit');
  try {
    for (const path of ['/', '/api/ready']) {
      while (!(await answers(`http://localhost:${port}${path}`))) {
        if (child.exitCode !== null) throw new Error(`npm start ended with exit code ${child.exitCode}`);
        await new Promise((resolve) => setTimeout(resolve, PATIENCE));
      }
    }
    return (performance.now() - start) / 1000;
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

/** Throws when the server answers with an error. */
async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => null);
  if (!response) return false;
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return true;
}
