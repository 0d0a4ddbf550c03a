import type { Knex } from 'knex';

/** Finished datasets. Their archives and previews lie in the storage under `datasets/{id}/`. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('datasets', (table) => {
    table.uuid('id').primary();
    table.uuid('user_id').notNullable().references('users.id').onDelete('CASCADE');
    // `storing` while its files are being put into the storage: the API does not show it, a start of the server
    // deletes it.
    table.text('state').notNullable().checkIn(['storing', 'ready']);
    table.text('name').notNullable();
    // The name in lower case by Unicode, for sorting and searching: what lower() does depends on the database's locale.
    table.text('name_key').notNullable();
    table.text('description').notNullable();
    table.text('format').notNullable();
    table.jsonb('counts').notNullable();
    // The class names in lower case, one a line.
    table.text('class_names').notNullable();
    table.bigInteger('bytes').notNullable();
    table.text('sha256').notNullable();
    table.decimal('price_amount', 16, 2).notNullable();
    table.text('price_currency').notNullable();
    table.text('video').notNullable();
    table.jsonb('engine');
    table.integer('previews').notNullable();
    table.timestamp('created_at', { useTz: true }).notNullable();
  });
  // One index for each order of the list, with the id to tell equals apart.
  await knex.raw('create index datasets_by_time on datasets (user_id, created_at, id)');
  await knex.raw('create index datasets_by_name on datasets (user_id, name_key, id)');
  await knex.raw('create index datasets_by_size on datasets (user_id, bytes, id)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('datasets');
}
