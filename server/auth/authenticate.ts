import { parse as parseCookies } from 'cookie';
import type { Request } from 'express';
import type { Role } from '../../core/schema/api/accounts.ts';
import { readAccessToken } from './access-tokens.ts';
import { accessCookieName } from './auth-cookies.ts';
import type { AccountsRepo } from './accounts.repo.ts';
import type { AccountSessionsRepo } from './account-sessions.repo.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Whom a request speaks for. */
export interface Principal {
  readonly userId: string;
  /** The sign-in that the request's token came of. */
  readonly sessionId: string;
  readonly role: Role;
}

/**
 * Who asks, by the access token in the cookie; null for nobody. The sign-in and the account are looked up each time, so that a sign-out, a
 * deleted account or another role count at once and not when the token ends.
 */
export function createAuthenticator(
  accounts: AccountsRepo,
  sessions: AccountSessionsRepo,
  keys: SigningKeys,
  secure: boolean,
): (request: Request) => Promise<Principal | null> {
  return async (request) => {
    const token = parseCookies(request.get('Cookie') ?? '')[accessCookieName(secure)];
    const claims = token ? readAccessToken(token, keys) : null;
    if (!claims) return null;
    const session = await sessions.findLive(claims.sessionId);
    if (session?.user_id !== claims.userId) return null;
    const account = await accounts.find(claims.userId);
    return account && { userId: account.id, sessionId: session.id, role: account.role };
  };
}
