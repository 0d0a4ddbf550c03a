import type { Knex } from 'knex';
import { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import { tokenScopeSchema } from '../../core/schema/api/tokens.ts';

const rowSchema = z.object({
  id: z.string(),
  user_id: z.string(),
  name: z.string(),
  /** SHA-256 of the secret in hex. */
  hash: z.string(),
  ending: z.string(),
  scopes: z.array(tokenScopeSchema),
  created_at: z.date(),
  expires_at: z.date(),
  last_used_at: z.date().nullable(),
});
export type PersonalTokenRow = Readonly<z.infer<typeof rowSchema>>;

/** The table `personal_tokens`. Queries for a user always take the owner's id. */
export class PersonalTokensRepo {
  constructor(private readonly knex: Knex) {}

  /**
   * Adds a token unless its owner has `limit` of them already. Inserts of one owner are serialized.
   *
   * @returns false where the limit does not allow it
   * @throws `not_signed_in` where the account was deleted meanwhile
   */
  async insert(row: PersonalTokenRow, limit: number): Promise<boolean> {
    return this.knex.transaction(async (transaction) => {
      const owner = (await transaction('users').where({ id: row.user_id }).forUpdate().select('id')) as unknown[];
      if (owner.length === 0) throw new ForgeError('not_signed_in.signed_out');
      const kept = (await transaction('personal_tokens').where({ user_id: row.user_id }).select('id')) as unknown[];
      if (kept.length >= limit) return false;
      await transaction('personal_tokens').insert({ ...row, scopes: JSON.stringify(row.scopes) });
      return true;
    });
  }

  /** The token with this hash, unless it has expired. */
  async findLive(hash: string): Promise<PersonalTokenRow | null> {
    const query = this.knex('personal_tokens').where({ hash }).where('expires_at', '>', new Date());
    const row = (await query.first()) as unknown;
    return row === undefined ? null : rowSchema.parse(row);
  }

  /** All tokens of an account, the expired ones too; newest first. */
  async list(userId: string): Promise<PersonalTokenRow[]> {
    const query = this.knex('personal_tokens').where({ user_id: userId });
    return z.array(rowSchema).parse(await query.orderBy([{ column: 'created_at', order: 'desc' }, { column: 'id' }]));
  }

  async noteUse(id: string, at: Date): Promise<void> {
    await this.knex('personal_tokens').where({ id }).update({ last_used_at: at });
  }

  /** Removes a token of an account. Returns whether there was one. */
  async remove(id: string, userId: string): Promise<boolean> {
    const removed = (await this.knex('personal_tokens')
      .where({ id, user_id: userId })
      .del()
      .returning('id')) as unknown[];
    return removed.length > 0;
  }
}
