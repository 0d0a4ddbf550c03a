import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildNode } from '../../scripts/build-node.mjs';
import { copyTemplate } from './database-template.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { LocalStore } from '../storage/local-store.ts';
import type { S3TestServer } from '../storage/testing/s3-server.ts';
import { S3Store } from '../storage/s3-store.ts';
import { createTestDatabase } from './test-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The environment of a test's processes, and direct access to their storage. */
export interface TestInstallation {
  readonly environment: Readonly<Record<string, string>>;
  openStore(): Promise<BlobStore>;
  remove(): Promise<void>;
}

/** An embedded database and a storage folder. */
export async function embeddedInstallation(): Promise<TestInstallation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vdf-place-'));
  copyTemplate(dataDir);
  return {
    environment: { DATA_DIR: dataDir, DATABASE_URL: '' },
    openStore: () => LocalStore.open(join(dataDir, 'storage')),
    remove: () => rm(dataDir, { recursive: true }),
  };
}

/** A database of its own in PostgreSQL and a bucket of its own. */
export async function postgresInstallation(server: S3TestServer): Promise<TestInstallation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vdf-place-'));
  const database = await createTestDatabase();
  const bucket = await server.freshBucket();
  return {
    environment: {
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      S3_BUCKET: bucket.bucket,
      S3_ENDPOINT: bucket.endpoint ?? '',
      S3_REGION: bucket.region,
      S3_ACCESS_KEY_ID: 'test',
      S3_SECRET_ACCESS_KEY: 'test',
    },
    openStore: async () => new S3Store(bucket),
    async remove() {
      await database.drop();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** Processes of the app that a test starts and kills. */
export class Processes {
  readonly #running: ChildProcess[] = [];

  /** Starts a server. Returns it and its address. */
  async startServer(place: TestInstallation, environment: Readonly<Record<string, string>> = {}) {
    const { child, line } = await this.start('dist/node/server.js', place, { PORT: '0', ...environment });
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url === undefined) throw new Error(`the server said: ${line}`);
    return { child, url };
  }

  /** Starts `vdf worker`. Returns it and its name. */
  async startWorker(place: Pick<TestInstallation, 'environment'>, environment: Readonly<Record<string, string>> = {}) {
    const { child, line } = await this.start('dist/node/cli.js worker', place, environment);
    const name = /^Worker (\S+) waits/.exec(line)?.[1];
    if (name === undefined) throw new Error(`the worker said: ${line}`);
    return { child, name };
  }

  /**
   * Starts a built program, or a script of this repository. Returns it at its first output.
   *
   * @param command its path from the root, and arguments
   */
  async start(
    command: string,
    place: Pick<TestInstallation, 'environment'>,
    environment: Readonly<Record<string, string>> = {},
  ) {
    await buildNode();
    const [program = '', ...args] = command.split(' ');
    const loader = program.endsWith('.ts') ? ['--import', 'tsx'] : [];
    const child = spawn(process.execPath, [...loader, program, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, LOG_LEVEL: 'error', ...place.environment, ...environment },
    });
    this.#running.push(child);
    const [line] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [unknown];
    return { child, line: String(line) };
  }

  killAll(): void {
    for (const child of this.#running.splice(0)) child.kill('SIGKILL');
  }
}

/** Kills a process without a chance to clean up. */
export async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
