import type { Knex } from 'knex';

/** Personal access tokens: what programs sign in with. Of a token only its hash is kept. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('personal_tokens', (table) => {
    table.uuid('id').primary();
    table.uuid('user_id').notNullable().references('users.id').onDelete('CASCADE').index();
    table.text('name').notNullable();
    // SHA-256 in hex: the token itself has 256 random bits, so a slow hash would add nothing.
    table.text('hash').notNullable().unique();
    // Its last four characters, to tell tokens apart.
    table.text('ending').notNullable();
    table.jsonb('scopes').notNullable();
    table.timestamp('created_at', { useTz: true }).notNullable();
    table.timestamp('expires_at', { useTz: true }).notNullable();
    table.timestamp('last_used_at', { useTz: true });
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('personal_tokens');
}
