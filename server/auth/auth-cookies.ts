import type { CookieOptions, Response } from 'express';
import { ACCESS_SECONDS } from './access-tokens.ts';

/** Over https the browser itself then sees to it that the cookie came from this host alone; plain http on localhost cannot have the prefix. */
export const accessCookieName = (secure: boolean): string => (secure ? '__Host-vdf-access' : 'vdf-access');

const accessOptions = (secure: boolean): CookieOptions => ({ httpOnly: true, secure, sameSite: 'lax', path: '/' });

export function setAccessCookie(response: Response, token: string, secure: boolean): void {
  response.cookie(accessCookieName(secure), token, { ...accessOptions(secure), maxAge: ACCESS_SECONDS * 1000 });
}

export function clearAccessCookie(response: Response, secure: boolean): void {
  response.clearCookie(accessCookieName(secure), accessOptions(secure));
}
