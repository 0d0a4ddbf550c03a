import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { bearerOf } from './authenticate.ts';

/**
 * Whether a request has the token for reading the metrics. It grants nothing else.
 *
 * @param token undefined where none is configured: then no request passes
 */
export function createMonitorCheck(token: string | undefined): (request: Request) => boolean {
  if (token === undefined) return () => false;
  const wanted = hashOf(token);
  return (request) => {
    const shown = bearerOf(request);
    // Hashes have one length, and comparing them takes equally long wherever they differ.
    return shown !== null && timingSafeEqual(hashOf(shown), wanted);
  };
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
