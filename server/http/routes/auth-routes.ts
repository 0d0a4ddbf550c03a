import type { Request, RequestHandler, Response } from 'express';
import {
  accountSchema,
  loginSchema,
  logoutSchema,
  passwordChangeSchema,
  registerSchema,
} from '../../../core/schema/api/accounts.ts';
import { signAccessToken } from '../../auth/access-tokens.ts';
import type { AccountsService } from '../../auth/accounts.service.ts';
import type { SessionPrincipal } from '../../auth/authenticate.ts';
import { clearAccessCookie, setAccessCookie } from '../../auth/auth-cookies.ts';
import { endRefreshSession, shownSessionId, startRefreshSession } from '../../auth/refresh-session.ts';
import type { SigningKeys } from '../../auth/signing-keys.ts';
import type { AttemptLimits } from '../../config.ts';
import { defineRoute, type Route } from '../route.ts';
import { limitFailedSignIns, limitRegistrations } from './sign-in-limits.ts';

export interface AuthContext {
  readonly accounts: AccountsService;
  readonly keys: SigningKeys;
  readonly sessionSecrets: readonly string[];
  readonly secure: boolean;
  readonly attempts: AttemptLimits;
  /** The signed-in user, by the access cookie of a request. */
  readonly authenticate: (request: Request) => Promise<SessionPrincipal | null>;
  /** express-session (refresh-session.ts). */
  readonly sessions: RequestHandler;
}

const MAX_USER_AGENT = 300;

/** Signs a device in: a new sign-in, a refresh session with a fresh id, and an access token. */
async function signInDevice(auth: AuthContext, request: Request, response: Response, userId: string) {
  const userAgent = (request.get('User-Agent') ?? '').slice(0, MAX_USER_AGENT);
  const sessionId = await auth.accounts.beginSession(userId, userAgent);
  await startRefreshSession(request, sessionId);
  setAccessCookie(response, signAccessToken({ userId, sessionId }, auth.keys), auth.secure);
  return auth.accounts.describe(userId);
}

/**
 * Routes for registering, signing in and out, renewing, and changing the password. Only they get the refresh
 * session's cookie.
 */
export function authRoutes(auth: AuthContext): Route[] {
  const { accounts, secure } = auth;
  const signOut = async (request: Request, response: Response) => {
    await endRefreshSession(request, response, secure);
    clearAccessCookie(response, secure);
  };
  return [
    defineRoute(
      {
        method: 'post',
        path: '/api/auth/register',
        summary: 'Create an account and sign in',
        access: 'anyone',
        body: registerSchema,
        reply: { status: 201, schema: accountSchema },
        problems: ['request_invalid', 'username_taken', 'email_taken', 'password_common', 'too_many_requests'],
        before: [...limitRegistrations(auth.attempts), auth.sessions],
      },
      async ({ body, request, response }) => {
        const account = await accounts.register(body);
        return signInDevice(auth, request, response, account.id);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/api/auth/login',
        summary: 'Sign in with a username or an e-mail address',
        access: 'anyone',
        body: loginSchema,
        reply: { status: 200, schema: accountSchema },
        problems: ['request_invalid', 'sign_in_failed', 'too_many_requests'],
        before: [...limitFailedSignIns(auth.attempts), auth.sessions],
      },
      async ({ body, request, response }) => {
        const account = await accounts.signIn(body);
        return signInDevice(auth, request, response, account.id);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/api/auth/refresh',
        summary: 'Renew the access token and the refresh session',
        access: 'anyone',
        reply: { status: 200, schema: accountSchema },
        problems: ['not_signed_in'],
        before: [auth.sessions],
      },
      async ({ request, response }) => {
        const { accountSessionId } = request.session;
        if (accountSessionId === undefined) {
          clearAccessCookie(response, secure);
          return accounts.refuseReplay(shownSessionId(request, auth.sessionSecrets));
        }
        const account = await accounts.renewSession(accountSessionId, request.sessionID);
        await startRefreshSession(request, accountSessionId);
        const token = signAccessToken({ userId: account.id, sessionId: accountSessionId }, auth.keys);
        setAccessCookie(response, token, secure);
        return accounts.describe(account.id);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/api/auth/logout',
        summary: 'Sign out here, or everywhere',
        access: 'anyone',
        body: logoutSchema,
        reply: { status: 204 },
        problems: ['request_invalid'],
        before: [auth.sessions],
      },
      async ({ body, request, response }) => {
        const who = await auth.authenticate(request);
        const sessionId = who?.sessionId ?? request.session.accountSessionId;
        const userId = who?.userId ?? (sessionId && (await accounts.ownerOfSession(sessionId)));
        if (userId && body.everywhere) await accounts.endAllSessions(userId);
        else if (userId && sessionId) await accounts.endSession(sessionId, userId);
        await signOut(request, response);
      },
    ),
    defineRoute(
      {
        method: 'put',
        path: '/api/auth/password',
        summary: 'Change your password; every other device is signed out',
        access: 'user',
        body: passwordChangeSchema,
        reply: { status: 200, schema: accountSchema },
        problems: ['request_invalid', 'password_wrong', 'password_common', 'too_many_requests'],
        before: [...limitFailedSignIns(auth.attempts), auth.sessions],
      },
      async ({ who, body, request, response }) => {
        await accounts.changePassword(who.userId, body);
        return signInDevice(auth, request, response, who.userId);
      },
    ),
  ];
}
