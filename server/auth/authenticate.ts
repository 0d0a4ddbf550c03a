import { parse as parseCookies } from 'cookie';
import type { Request } from 'express';
import type { Role } from '../../core/schema/api/accounts.ts';
import type { TokenScope } from '../../core/schema/api/tokens.ts';
import { readAccessToken } from './access-tokens.ts';
import { accessCookieName } from './auth-cookies.ts';
import type { AccountsRepo } from './accounts.repo.ts';
import type { AccountSessionsRepo } from './account-sessions.repo.ts';
import type { PersonalTokensService } from './personal-tokens.service.ts';
import type { SigningKeys } from './signing-keys.ts';

/** A user who signed in on a device. */
export interface SessionPrincipal {
  readonly kind: 'session';
  readonly userId: string;
  /** The sign-in that issued the request's access token. */
  readonly sessionId: string;
  readonly role: Role;
}

/** A program with a personal access token. It is never an administrator, even if the token's owner is one. */
export interface TokenPrincipal {
  readonly kind: 'token';
  readonly userId: string;
  readonly token: { readonly id: string; readonly scopes: readonly TokenScope[]; readonly expiresAt: Date };
  readonly role: 'user';
}

/** The authenticated user or program behind a request. */
export type Principal = SessionPrincipal | TokenPrincipal;

/**
 * Identifies the signed-in user by the access token in the cookie; null where there is none. The sign-in and
 * the account are looked up each time, so that a sign-out, a deleted account or another role takes effect at
 * once and not when the token expires.
 */
export function createSessionAuthenticator(
  accounts: AccountsRepo,
  sessions: AccountSessionsRepo,
  keys: SigningKeys,
  secure: boolean,
): (request: Request) => Promise<SessionPrincipal | null> {
  return async (request) => {
    const cookie = accessCookie(request, secure);
    const claims = cookie ? readAccessToken(cookie, keys) : null;
    if (!claims) return null;
    const session = await sessions.findLive(claims.sessionId);
    if (session?.user_id !== claims.userId) return null;
    const account = await accounts.find(claims.userId);
    return account && { kind: 'session', userId: account.id, sessionId: session.id, role: account.role };
  };
}

/**
 * Identifies the requester: by the access cookie where there is one, otherwise by the bearer's personal
 * access token; null for an anonymous request.
 */
export function createAuthenticator(
  ofSession: (request: Request) => Promise<SessionPrincipal | null>,
  tokens: PersonalTokensService,
  secure: boolean,
): (request: Request) => Promise<Principal | null> {
  return async (request) => {
    const secret = bearerOf(request);
    if (secret === null || accessCookie(request, secure)) return ofSession(request);
    const token = await tokens.use(secret);
    if (!token) return null;
    const { id, user_id: userId, scopes, expires_at: expiresAt } = token;
    return { kind: 'token', userId, token: { id, scopes, expiresAt }, role: 'user' };
  };
}

const accessCookie = (request: Request, secure: boolean): string | undefined =>
  parseCookies(request.get('Cookie') ?? '')[accessCookieName(secure)];

/** The bearer token of a request; null for none. */
export function bearerOf(request: Request): string | null {
  const [, secret] = /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '') ?? [];
  return secret ?? null;
}
