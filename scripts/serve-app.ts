// Runs the app as `npm start` does, beside other programs, and leaves nothing behind.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A build may come before the first answer. */
const START_MS = 180_000;

/** The production app on a free port with an empty data folder of its own. */
export interface ServedApp {
  readonly address: string;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** The administrator of a freshly started server. */
export interface Administrator {
  readonly username: string;
  readonly password: string;
}

/** Starts the app and waits until it answers. Throws when it ends before that or takes too long. */
export async function serveApp(administrator?: Administrator): Promise<ServedApp> {
  const port = await freePort();
  const dataDir = await mkdtemp(join(tmpdir(), 'vdf-served-'));
  // Always the embedded database: the data of this server are removed with its folder.
  const place = { DATA_DIR: dataDir, DATABASE_URL: '' };
  if (administrator) await addAdministrator(administrator, place);
  const server = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...place, PORT: String(port), NODE_ENV: 'production', LOG_LEVEL: 'warn' },
  });
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    }
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  const address = `http://localhost:${port}`;
  try {
    await untilItAnswers(address, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, stop };
}

/** By the command line, which needs the server to be stopped. */
async function addAdministrator({ username, password }: Administrator, place: NodeJS.ProcessEnv): Promise<void> {
  const args = [
    'cli/bin.mjs',
    'user',
    'create',
    '--username',
    username,
    '--email',
    `${username}@example.org`,
    '--admin',
  ];
  const env = { ...process.env, ...place, VDF_PASSWORD: password };
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The administrator was not made: exit code ${code}.`);
}

/** A port that no program listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function untilItAnswers(address: string, server: ChildProcess): Promise<void> {
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    if (server.exitCode !== null) throw new Error(`The app ended with code ${server.exitCode} before it answered.`);
    // Refused until the server listens.
    const reply = await fetch(address).catch(() => null);
    if (reply?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`The app did not answer at ${address} within ${START_MS / 1000} seconds.`);
}
