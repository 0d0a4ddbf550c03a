import type { Knex } from 'knex';

/**
 * What exactly went wrong with a job, as a reason and parameters: from these the page makes a sentence in its
 * language.
 */
export async function up(knex: Knex): Promise<void> {
  // { reason, params }; null for what did not fail, and for rows of before.
  await knex.schema.alterTable('jobs', (table) => table.jsonb('error'));
  await knex.schema.alterTable('job_log', (table) => table.jsonb('error'));
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('job_log', (table) => table.dropColumn('error'));
  await knex.schema.alterTable('jobs', (table) => table.dropColumn('error'));
}
