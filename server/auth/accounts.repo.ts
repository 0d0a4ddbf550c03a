import type { Knex } from 'knex';
import { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import { roleSchema, type AccountPatch } from '../../core/schema/api/accounts.ts';
import { asDatabaseError } from '../db/database.ts';

const rowSchema = z.object({
  id: z.string(),
  username: z.string(),
  email: z.string(),
  password_hash: z.string(),
  role: roleSchema,
  created_at: z.date(),
});
export type AccountRow = Readonly<z.infer<typeof rowSchema>>;

const UNIQUE_VIOLATION = '23505';

/** The table `users`. Usernames and e-mail addresses are compared case-insensitively. */
export class AccountsRepo {
  constructor(private readonly knex: Knex) {}

  /** Throws `username_taken`, `email_taken`. */
  async insert(row: AccountRow): Promise<void> {
    try {
      await this.knex('users').insert(row);
    } catch (error) {
      throw takenError(error);
    }
  }

  /** The account of a username or e-mail address; no username has an "@". */
  async findByLogin(login: string): Promise<AccountRow | null> {
    const column = login.includes('@') ? 'email' : 'username';
    return this.#one(this.knex('users').whereRaw(`lower(${column}) = lower(?)`, [login]));
  }

  async find(id: string): Promise<AccountRow | null> {
    return this.#one(this.knex('users').where({ id }));
  }

  /** Whether there is any account. */
  async any(): Promise<boolean> {
    return ((await this.knex('users').first('id')) as unknown) !== undefined;
  }

  /** Throws `username_taken`, `email_taken`. */
  async update(id: string, patch: AccountPatch): Promise<void> {
    try {
      await this.knex('users').where({ id }).update(patch);
    } catch (error) {
      throw takenError(error);
    }
  }

  async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.knex('users').where({ id }).update({ password_hash: passwordHash });
  }

  async setRole(id: string, role: AccountRow['role']): Promise<void> {
    await this.knex('users').where({ id }).update({ role });
  }

  /** Deletes the account and its rows in all other tables. */
  async remove(id: string): Promise<void> {
    await this.knex('users').where({ id }).del();
  }

  async #one(query: Knex.QueryBuilder): Promise<AccountRow | null> {
    const row = (await query.first()) as unknown;
    return row === undefined ? null : rowSchema.parse(row);
  }
}

function takenError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)) return asDatabaseError(error);
  return error.message.includes('users_email')
    ? new ForgeError('email_taken', {}, { cause: error })
    : new ForgeError('username_taken.username', {}, { cause: error });
}
