import type { Knex } from 'knex';

/** Accounts, their sign-ins, and the sessions that express-session keeps (the table of connect-pg-simple). */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('users', (table) => {
    table.uuid('id').primary();
    table.text('username').notNullable();
    table.text('email').notNullable();
    table.text('password_hash').notNullable();
    table.text('role').notNullable().defaultTo('user').checkIn(['user', 'admin']);
    table.timestamp('created_at', { useTz: true }).notNullable();
  });
  await knex.raw('create unique index users_username on users (lower(username))');
  await knex.raw('create unique index users_email on users (lower(email))');

  await knex.schema.createTable('account_sessions', (table) => {
    table.uuid('id').primary();
    table.uuid('user_id').notNullable().references('users.id').onDelete('CASCADE').index();
    table.timestamp('created_at', { useTz: true }).notNullable();
    table.timestamp('last_seen_at', { useTz: true }).notNullable();
    table.timestamp('expires_at', { useTz: true }).notNullable().index();
    table.text('user_agent').notNullable();
  });

  // An id that was renewed: whoever shows it again has stolen it, or was stolen from. Kept as a hash, with its family.
  await knex.schema.createTable('retired_session_ids', (table) => {
    table.text('sid_hash').primary();
    table.uuid('account_session_id').notNullable().references('account_sessions.id').onDelete('CASCADE').index();
  });

  await knex.schema.createTable('session', (table) => {
    table.text('sid').primary();
    table.json('sess').notNullable();
    table.timestamp('expire', { precision: 6 }).notNullable().index();
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['session', 'retired_session_ids', 'account_sessions', 'users'])
    await knex.schema.dropTable(table);
}
