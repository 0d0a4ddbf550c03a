import type { Knex } from 'knex';
import * as accounts from '../../migrations/0001-accounts.ts';
import * as datasets from '../../migrations/0002-datasets.ts';
import * as jobs from '../../migrations/0003-jobs.ts';
import * as personalTokens from '../../migrations/0004-personal-tokens.ts';
import * as jobTotals from '../../migrations/0005-job-totals.ts';
import * as lostTasks from '../../migrations/0006-lost-tasks.ts';
import * as sweeps from '../../migrations/0007-sweeps.ts';
import * as errorReasons from '../../migrations/0008-error-reasons.ts';

interface Migration {
  /** Its name in the database; never changes. */
  readonly name: string;
  readonly up: (knex: Knex) => Promise<void>;
  readonly down: (knex: Knex) => Promise<void>;
}

/**
 * All migrations in their order. New ones are appended; old ones never change. Names have no extension, so a
 * build may change it.
 */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-accounts', ...accounts },
  { name: '0002-datasets', ...datasets },
  { name: '0003-jobs', ...jobs },
  { name: '0004-personal-tokens', ...personalTokens },
  { name: '0005-job-totals', ...jobTotals },
  { name: '0006-lost-tasks', ...lostTasks },
  { name: '0007-sweeps', ...sweeps },
  { name: '0008-error-reasons', ...errorReasons },
];

/** The migrations in knex's interface. */
export const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...MIGRATIONS]),
  getMigrationName: ({ name }) => name,
  getMigration: ({ up, down }) => Promise.resolve({ up, down }),
};
