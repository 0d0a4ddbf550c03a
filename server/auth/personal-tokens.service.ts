import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { ForgeError } from '../../core/errors.ts';
import type { CreatedToken, NewToken, PersonalToken } from '../../core/schema/api/tokens.ts';
import type { PersonalTokenRow, PersonalTokensRepo } from './personal-tokens.repo.ts';

/** The prefix lets users and secret scanners recognize a leaked token. */
const PREFIX = 'vdf_';
const SECRET_BYTES = 32;
/** The format of every secret: anything else is refused without a database query. */
const SECRET = new RegExp(`^${PREFIX}[A-Za-z0-9_-]{43}$`);
const MAX_TOKENS = 50;
const DAY_MILLISECONDS = 24 * 60 * 60_000;
/** A use is recorded at most this often: a program may send many requests a second. */
const USE_NOTED_EVERY_MILLISECONDS = 60_000;

/**
 * Personal access tokens, which programs send instead of signing in. Of a secret only its SHA-256 is stored.
 */
export class PersonalTokensService {
  constructor(private readonly tokens: PersonalTokensRepo) {}

  async list(userId: string): Promise<PersonalToken[]> {
    return (await this.tokens.list(userId)).map(describeToken);
  }

  /**
   * Creates a token; its secret is in the reply and nowhere else. Throws `quota_exceeded`, `not_signed_in`.
   */
  async create(userId: string, { name, scopes, days }: NewToken): Promise<CreatedToken> {
    const secret = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
    const now = new Date();
    const row: PersonalTokenRow = {
      id: randomUUID(),
      user_id: userId,
      name,
      hash: hashOf(secret),
      ending: secret.slice(-4),
      scopes,
      created_at: now,
      expires_at: new Date(now.getTime() + days * DAY_MILLISECONDS),
      last_used_at: null,
    };
    if (!(await this.tokens.insert(row, MAX_TOKENS)))
      throw new ForgeError('quota_exceeded.access_tokens', { count: MAX_TOKENS });
    return { token: describeToken(row), secret };
  }

  /** Throws `not_found`. */
  async revoke(id: string, userId: string): Promise<void> {
    if (!(await this.tokens.remove(id, userId))) throw new ForgeError('not_found.access_token');
  }

  /** Finds the token with this secret and records its use; null for one that is wrong, expired or revoked. */
  async use(secret: string): Promise<PersonalTokenRow | null> {
    if (!SECRET.test(secret)) return null;
    const row = await this.tokens.findLive(hashOf(secret));
    if (!row) return null;
    const now = new Date();
    if (now.getTime() - (row.last_used_at?.getTime() ?? 0) >= USE_NOTED_EVERY_MILLISECONDS)
      await this.tokens.noteUse(row.id, now);
    return row;
  }
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const describeToken = (row: PersonalTokenRow): PersonalToken => ({
  id: row.id,
  name: row.name,
  ending: row.ending,
  scopes: [...row.scopes],
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});
