import type { Knex } from 'knex';

/** When the database was last in use: a dump that is restored says an earlier time than the storage does. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('sweeps', (table) => {
    // What is swept; one row each.
    table.text('name').primary();
    table.timestamp('at', { useTz: true }).notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('sweeps');
}
