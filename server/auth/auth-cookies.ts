import type { CookieOptions, Response } from 'express';
import { ACCESS_SECONDS } from './access-tokens.ts';

/**
 * Over https the prefix makes the browser ensure that this host set the cookie; plain http on localhost
 * cannot have it.
 */
export const accessCookieName = (secure: boolean): string => (secure ? '__Host-vdf-access' : 'vdf-access');

const accessOptions = (secure: boolean): CookieOptions => ({ httpOnly: true, secure, sameSite: 'lax', path: '/' });

export function setAccessCookie(response: Response, token: string, secure: boolean): void {
  response.cookie(accessCookieName(secure), token, { ...accessOptions(secure), maxAge: ACCESS_SECONDS * 1000 });
}

export function clearAccessCookie(response: Response, secure: boolean): void {
  response.clearCookie(accessCookieName(secure), accessOptions(secure));
}
