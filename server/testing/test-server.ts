import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { copyTemplate } from './database-template.ts';
import { readConfig, type ServerConfig } from '../config.ts';
import { openServer, type OpenServer } from '../open-server.ts';
import { TestClient } from './test-client.ts';

/** The databases that server tests run on: the embedded one always, PostgreSQL where DATABASE_URL_TEST names one. */
export const DATABASES = process.env['DATABASE_URL_TEST']
  ? (['embedded', 'postgres'] as const)
  : (['embedded'] as const);
export type DatabaseKind = (typeof DATABASES)[number];

/**
 * Creates a PostgreSQL database that is dropped at the end.
 *
 * @param template the address of an unused one to copy
 */
export async function createTestDatabase(template?: string): Promise<{ url: string; drop(): Promise<void> }> {
  const base = process.env['DATABASE_URL_TEST'] ?? '';
  const name = `vdf_test_${randomUUID().replaceAll('-', '')}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: base });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(
    `create database ${name}${template === undefined ? '' : ` template ${new URL(template).pathname.slice(1)}`}`,
  );
  const url = new URL(base);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}

/** A whole server on a free port, with a data folder and a database of its own. */
export interface TestServer {
  readonly url: string;
  readonly dataDir: string;
  readonly open: OpenServer;
  /** All log lines, as text. */
  readonly log: readonly string[];
  /** A visitor without cookies. */
  visitor(): TestClient;
  /** A visitor who registered and is signed in. */
  user(name?: string): Promise<TestClient>;
  close(): Promise<void>;
}

/** Tests sign in and up far more often than users do. */
const NO_LIMITS = { failuresPerAccount: 1e6, failuresPerAddress: 1e6, accountsPerAddress: 1e6 };

/**
 * No search for a graphics card, and one core is left to the other tests: with more threads the model takes
 * 1.9 instead of 1.35 s of CPU a frame.
 */
export const ON_ONE_CORE = { WORKER_DEVICE: 'cpu', WORKER_THREADS: '1' };

/** @param environment variables that differ from the defaults and from ON_ONE_CORE */
export async function startTestServer(
  kind: DatabaseKind = 'embedded',
  environment: Readonly<Record<string, string>> = {},
  changes: Partial<ServerConfig> = {},
): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vdf-server-'));
  const database = kind === 'postgres' ? await createTestDatabase() : null;
  const variables = {
    ...ON_ONE_CORE,
    DATA_DIR: dataDir,
    ...(database ? { DATABASE_URL: database.url } : {}),
    ...environment,
  };
  if (!database && environment['DATA_DIR'] === undefined) copyTemplate(dataDir);
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line) => log.push(line) });
  const open = await openServer(
    { ...readConfig(variables), clientDir: dataDir, attempts: NO_LIMITS, ...changes },
    logger,
  );
  const server: Server = open.app.listen(0);
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const visitor = () => new TestClient(url);
  return {
    url,
    dataDir,
    open,
    log,
    visitor,
    async user(name = `user-${randomUUID().slice(0, 8)}`) {
      const client = visitor();
      await client.register(name);
      return client;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await open.close();
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
