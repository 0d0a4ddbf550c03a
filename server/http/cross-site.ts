import type { RequestHandler } from 'express';
import { ForgeError } from '../../core/errors.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses requests that change something and come from a page of another site. Browsers send the origin of a
 * request in Sec-Fetch-Site, older ones in Origin; other programs send neither, and have no cookies of a
 * user's browser.
 */
export const refuseCrossSite: RequestHandler = (request, _response, next) => {
  if (READING.has(request.method) || isOwnRequest(request.get('Sec-Fetch-Site'), request.get('Origin'), request.host))
    next();
  else next(new ForgeError('cross_site_request'));
};

function isOwnRequest(site: string | undefined, origin: string | undefined, host: string): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
