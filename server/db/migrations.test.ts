// @module-tag process
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, DATABASES } from '../testing/test-server.ts';
import { openDatabase, type Database } from './database.ts';
import { migrationSource, MIGRATIONS } from './migrations.ts';

const log = pino({ level: 'silent' });

/** Every column and index of the database, except the migrator's own tables. */
async function shapeOf({ knex }: Database): Promise<unknown> {
  const columns: unknown = await knex('information_schema.columns')
    .where({ table_schema: 'public' })
    .whereNot('table_name', 'like', 'knex_%')
    .orderBy(['table_name', 'column_name'])
    .select('table_name', 'column_name', 'data_type', 'is_nullable', 'column_default');
  const indexes: unknown = await knex('pg_indexes')
    .where({ schemaname: 'public' })
    .whereNot('tablename', 'like', 'knex_%')
    .orderBy('indexname')
    .pluck('indexdef');
  return { columns, indexes };
}

describe.each(DATABASES)('the migrations on the %s database', (kind) => {
  it('go up, down to nothing, and up to the same again', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'vdf-migrations-'));
    const test = kind === 'postgres' ? await createTestDatabase() : null;
    const database = await openDatabase({ databaseUrl: test?.url, dataDir }, log);
    try {
      const whole = await shapeOf(database);
      expect(whole).toMatchObject({
        columns: expect.arrayContaining([expect.objectContaining({ table_name: 'datasets' })]) as unknown,
      });
      for (let at = 0; at < MIGRATIONS.length; at++) await database.knex.migrate.down({ migrationSource });
      expect(await shapeOf(database)).toEqual({ columns: [], indexes: [] });
      await database.knex.migrate.latest({ migrationSource });
      expect(await shapeOf(database)).toEqual(whole);
    } finally {
      await database.close();
      await test?.drop();
      await rm(dataDir, { recursive: true });
    }
  });

  it('are remembered: opening again changes nothing and keeps what is there', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'vdf-migrations-'));
    const test = kind === 'postgres' ? await createTestDatabase() : null;
    const options = { databaseUrl: test?.url, dataDir };
    const first = await openDatabase(options, log);
    await first.knex('session').insert({ sid: 'x', sess: '{}', expire: new Date() });
    await first.close();
    const second = await openDatabase(options, log);
    expect(await second.knex('session').pluck('sid')).toEqual(['x']);
    await second.close();
    await test?.drop();
    await rm(dataDir, { recursive: true });
  });
});

describe('the list of migrations', () => {
  it('has every file of the folder, in its order', async () => {
    const files = (await readdir(new URL('../../migrations/', import.meta.url))).filter((name) => name.endsWith('.ts'));
    expect(MIGRATIONS.map(({ name }) => `${name}.ts`)).toEqual(files.toSorted());
  });
});
