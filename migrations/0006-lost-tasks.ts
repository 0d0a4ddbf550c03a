import type { Knex } from 'knex';

/** How often the process that had a task was lost, apart from the attempts that failed. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('job_tasks', (table) => {
    // Since the last frame that was finished.
    table.integer('losses').notNullable().defaultTo(0);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('job_tasks', (table) => table.dropColumn('losses'));
}
