import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import createKnex, { type Knex } from 'knex';
import EmbeddedClient from 'knex-pglite';
import type { Logger } from 'pino';
import { ForgeError } from '../../core/errors.ts';
import { lockFolder } from './folder-lock.ts';
import { migrationSource } from './migrations.ts';

interface DatabaseOptions {
  /** A PostgreSQL address; without one the embedded database in `dataDir` is used. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Called before an embedded database is created where there was none; its error prevents that. */
  readonly onMissing?: () => Promise<void>;
}

/** A migrated database. */
export interface Database {
  readonly knex: Knex;
  /** `embedded`: this process alone uses it. */
  readonly kind: 'postgres' | 'embedded';
  /** Runs SQL of one or several statements without parameters. Returns the rows of the last one. */
  script(sql: string): Promise<QueryResult>;
  /** Throws `database_unavailable`. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Queries and rows as libraries that speak PostgreSQL directly expect them: `$1` parameters, rows by name.
 */
interface QueryResult {
  readonly rows: readonly Record<string, unknown>[];
}

/** A request that finds no free connection gives up after this long. */
const ACQUIRE_MILLISECONDS = 5000;
/** Ten connections are plenty for a process with one thread; PostgreSQL's default limit is 100 for all processes. */
const POOL = { min: 0, max: 10 };

/**
 * Opens the database and brings its tables up to date.
 * Throws `database_unavailable`, `data_folder_in_use`.
 */
export async function openDatabase(options: DatabaseOptions, log: Logger): Promise<Database> {
  const database = options.databaseUrl ? openPostgres(options.databaseUrl, log) : await openEmbedded(options);
  try {
    const [, applied] = (await database.knex.migrate.latest({ migrationSource })) as [number, string[]];
    if (applied.length > 0) log.debug({ applied }, 'the database was migrated');
    return database;
  } catch (error) {
    await database.close();
    throw asDatabaseError(error);
  }
}

function openPostgres(connectionString: string, log: Logger): Database {
  const knex = createKnex({
    client: 'pg',
    connection: {
      connectionString,
      connectionTimeoutMillis: ACQUIRE_MILLISECONDS,
      application_name: 'vision-data-forge',
    },
    pool: POOL,
    acquireConnectionTimeout: ACQUIRE_MILLISECONDS,
    log: { warn: (text: string) => log.warn(text), error: (text: string) => log.error(text) },
  });
  const script = async (sql: string) => lastOf(await queryDirectly(knex, sql));
  return { knex, kind: 'postgres', script, check: () => check(knex), close: () => knex.destroy() };
}

/** PGlite: PostgreSQL in WebAssembly, in this process, in a folder that no other process may open. */
async function openEmbedded({ dataDir, onMissing }: DatabaseOptions): Promise<Database> {
  const folder = join(dataDir, 'database');
  const release = await lockFolder(folder);
  try {
    if (!existsSync(join(folder, 'pglite', 'PG_VERSION'))) await onMissing?.();
    // bigint (type 20) stays text, as with pg: repositories turn it into numbers in one place.
    const pglite = await PGlite.create(join(folder, 'pglite'), { parsers: { 20: (value: string) => value } });
    const knex = createKnex({
      client: EmbeddedClient,
      dialect: 'postgres',
      connection: { pglite } as Knex.StaticConnectionConfig,
      acquireConnectionTimeout: ACQUIRE_MILLISECONDS,
    });
    const close = async () => {
      await knex.destroy();
      if (!pglite.closed) await pglite.close();
      await release();
    };
    // A prepared query, as knex makes them, has one statement only.
    const script = async (sql: string) => lastOf(await pglite.exec(sql));
    return { knex, kind: 'embedded', script, check: () => check(knex), close };
  } catch (error) {
    await release();
    throw asDatabaseError(error);
  }
}

const lastOf = (results: unknown): QueryResult =>
  ((Array.isArray(results) ? results.at(-1) : results) as QueryResult | undefined) ?? { rows: [] };

async function check(knex: Knex): Promise<void> {
  try {
    await knex.raw('select 1');
  } catch (error) {
    throw asDatabaseError(error);
  }
}

/** Runs a query with `$1` parameters on a connection of knex's pool, for libraries that take a pool of `pg`. */
export async function queryDirectly(knex: Knex, text: string, values: readonly unknown[] = []): Promise<QueryResult> {
  const client = knex.client as {
    acquireConnection(): Promise<{ query(text: string, values: readonly unknown[]): Promise<QueryResult> }>;
    releaseConnection(connection: unknown): Promise<void>;
  };
  const connection = await client.acquireConnection();
  try {
    return await connection.query(text, values);
  } finally {
    await client.releaseConnection(connection);
  }
}

/** Codes of PostgreSQL's classes 08 (connection), 53 (resources), 57P (shutdown), and those of sockets. */
const UNAVAILABLE = /^(08|53|57P|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH)/;
const UNAVAILABLE_TEXT =
  /Timeout acquiring a connection|Connection terminated|timeout exceeded when trying to connect|PGlite is closed/;

/** The error itself, or `database_unavailable` where the database could not be reached at all. */
export function asDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const faults = error instanceof AggregateError ? error.errors : [];
  const away =
    UNAVAILABLE.test(code) ||
    UNAVAILABLE_TEXT.test(error.message) ||
    error.name === 'KnexTimeoutError' ||
    faults.some((fault) => asDatabaseError(fault) instanceof ForgeError);
  if (!away) return error;
  return new ForgeError('database_unavailable.unreachable', {}, { cause: error });
}
