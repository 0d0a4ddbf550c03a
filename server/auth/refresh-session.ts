import connectPgSimple from 'connect-pg-simple';
import { parse as parseCookies } from 'cookie';
import { unsign } from 'cookie-signature';
import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import session, { type Session } from 'express-session';
import type { Knex } from 'knex';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { queryDirectly } from '../db/database.ts';

declare module 'express-session' {
  interface SessionData {
    /** Id of the sign-in that this session renews. */
    accountSessionId: string;
  }
}

export const REFRESH_SECONDS = 7 * 24 * 60 * 60;
const COOKIE = 'vdf-session';
/** The browser sends the cookie only to the routes that renew or end a session. */
const PATH = '/api/auth';
const PRUNE_SECONDS = 60 * 60;

const cookieOptions = (secure: boolean): CookieOptions => ({
  httpOnly: true,
  secure,
  sameSite: 'strict',
  path: PATH,
  maxAge: REFRESH_SECONDS * 1000,
});

/**
 * express-session over the database's table `session`, on PostgreSQL and on the embedded database alike. Only
 * the routes under /api/auth need it.
 *
 * @param secrets for signing cookies: the first one signs, all verify
 */
export function refreshSessions(knex: Knex, secrets: readonly string[], secure: boolean, log: Logger): RequestHandler {
  const Store = connectPgSimple(session);
  // The store only calls `query` of its pool.
  const pool = { query: (text: string, values: readonly unknown[]) => queryDirectly(knex, text, values) };
  const store = new Store({
    pool: pool as unknown as Pool,
    tableName: 'session',
    pruneSessionInterval: PRUNE_SECONDS,
    errorLog: (...details: unknown[]) => log.error({ details }, 'the session store failed'),
  });
  return session({
    name: COOKIE,
    secret: [...secrets],
    store,
    resave: false,
    saveUninitialized: false,
    unset: 'destroy',
    // The proxies that Express trusts say whether the browser came over https.
    proxy: secure ? true : undefined,
    cookie: cookieOptions(secure),
  });
}

/**
 * The id of a request's session, whether the session still exists or not; null without a cookie that this
 * server signed.
 */
export function shownSessionId(request: Request, secrets: readonly string[]): string | null {
  const raw = parseCookies(request.get('Cookie') ?? '')[COOKIE];
  if (!raw?.startsWith('s:')) return null;
  for (const secret of secrets) {
    const sid = unsign(raw.slice(2), secret);
    if (sid !== false) return sid;
  }
  return null;
}

/**
 * Gives the request a saved session with a new id that renews the given sign-in; the session of the old id is
 * removed.
 */
export async function startRefreshSession(request: Request, accountSessionId: string): Promise<void> {
  await done((callback) => request.session.regenerate(callback));
  request.session.accountSessionId = accountSessionId;
  await done((callback) => request.session.save(callback));
}

/** Ends the request's session and clears its cookie. */
export async function endRefreshSession(request: Request, response: Response, secure: boolean): Promise<void> {
  await done((callback) => request.session.destroy(callback));
  const { maxAge: _, ...options } = cookieOptions(secure);
  response.clearCookie(COOKIE, options);
}

function done(run: (callback: (error?: unknown) => void) => Session | void): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('the session store failed', { cause: error }));
    });
  });
}
