import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { z } from 'zod';

const rowSchema = z.object({
  id: z.string(),
  user_id: z.string(),
  created_at: z.date(),
  last_seen_at: z.date(),
  expires_at: z.date(),
  user_agent: z.string(),
});
export type AccountSessionRow = Readonly<z.infer<typeof rowSchema>>;

const FOREIGN_KEY_VIOLATION = '23503';

/**
 * One row for each sign-in, from sign-in to sign-out: the family of all its refresh sessions and access
 * tokens. Without the row all of them are invalid.
 */
export class AccountSessionsRepo {
  constructor(private readonly knex: Knex) {}

  /** Returns false where the account was deleted meanwhile. */
  async insert(row: AccountSessionRow): Promise<boolean> {
    await this.knex('account_sessions').where('expires_at', '<', new Date()).del();
    try {
      await this.knex('account_sessions').insert(row);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === FOREIGN_KEY_VIOLATION) return false;
      throw error;
    }
  }

  /** The sign-in, unless it has ended. */
  async findLive(id: string): Promise<AccountSessionRow | null> {
    const row = (await this.knex('account_sessions')
      .where({ id })
      .where('expires_at', '>', new Date())
      .first()) as unknown;
    return row === undefined ? null : rowSchema.parse(row);
  }

  async listLive(userId: string): Promise<AccountSessionRow[]> {
    const query = this.knex('account_sessions').where({ user_id: userId }).where('expires_at', '>', new Date());
    return z.array(rowSchema).parse(await query.orderBy('last_seen_at', 'desc'));
  }

  /**
   * Renews a sign-in: the old refresh session's id is retired for ever. Of two requests with the same id only
   * one gets true; none does where the sign-in has ended.
   */
  async renew(id: string, oldSid: string, now: Date, expiresAt: Date): Promise<boolean> {
    return this.knex.transaction(async (trx) => {
      // Locks the row first: a sign-in that another request ends at this moment has either ended by now or
      // ends after this.
      const live = await trx('account_sessions').where({ id }).update({ last_seen_at: now, expires_at: expiresAt });
      if (live === 0) return false;
      const retired = (await trx('retired_session_ids')
        .insert({ sid_hash: hashOf(oldSid), account_session_id: id })
        .onConflict('sid_hash')
        .ignore()
        .returning('sid_hash')) as unknown[];
      return retired.length > 0;
    });
  }

  /** Ends the sign-in to which a retired id belonged. Returns whether there was one. */
  async endFamilyOf(retiredSid: string): Promise<boolean> {
    const family = this.knex('retired_session_ids')
      .where({ sid_hash: hashOf(retiredSid) })
      .select('account_session_id');
    const ended = (await this.knex('account_sessions').whereIn('id', family).del().returning('id')) as unknown[];
    return ended.length > 0;
  }

  /** Ends one sign-in of an account. Returns whether there was one. */
  async end(id: string, userId: string): Promise<boolean> {
    const ended = (await this.knex('account_sessions')
      .where({ id, user_id: userId })
      .del()
      .returning('id')) as unknown[];
    return ended.length > 0;
  }

  async endAll(userId: string): Promise<void> {
    await this.knex('account_sessions').where({ user_id: userId }).del();
  }
}

/** Ids are stored as hashes: reading the database does not make them usable. */
const hashOf = (sid: string): string => createHash('sha256').update(sid).digest('base64url');
