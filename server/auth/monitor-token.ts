import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { bearerOf } from './authenticate.ts';

/**
 * Whether a request shows the token that monitoring reads the metrics with. It opens nothing else.
 *
 * @param token undefined where there is none: then no request does
 */
export function createMonitorCheck(token: string | undefined): (request: Request) => boolean {
  if (token === undefined) return () => false;
  const wanted = hashOf(token);
  return (request) => {
    const shown = bearerOf(request);
    // Hashes are of one length, and comparing them takes as long wherever they differ.
    return shown !== null && timingSafeEqual(hashOf(shown), wanted);
  };
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
