import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit';
import type { Request, RequestHandler } from 'express';
import { ForgeError } from '../../../core/errors.ts';
import type { AttemptLimits } from '../../config.ts';

const WINDOW_MILLISECONDS = 15 * 60_000;
const limit = (options: Partial<Options>): RequestHandler =>
  rateLimit({
    windowMs: WINDOW_MILLISECONDS,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(new ForgeError('too_many_requests.attempts')),
    ...options,
  });

/**
 * The address of the connection, or the one that a trusted proxy reports (TRUST_PROXY); whole networks of
 * IPv6 count as one.
 */
const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? '');

/** Counted in this process: with several servers behind one address the limits are that many times as high. */
export const limitFailedSignIns = ({ failuresPerAddress, failuresPerAccount }: AttemptLimits): RequestHandler[] => [
  limit({ limit: failuresPerAddress, keyGenerator: addressOf, skipSuccessfulRequests: true }),
  limit({ limit: failuresPerAccount, keyGenerator: loginOf, skipSuccessfulRequests: true }),
];

export const limitRegistrations = ({ accountsPerAddress }: AttemptLimits): RequestHandler[] => [
  limit({ limit: accountsPerAddress, keyGenerator: addressOf, windowMs: 4 * WINDOW_MILLISECONDS }),
];

function loginOf(request: Request): string {
  const body: unknown = request.body;
  const login = typeof body === 'object' && body !== null && 'login' in body ? body.login : undefined;
  return typeof login === 'string'
    ? `login ${login.slice(0, 254).toLowerCase()}`
    : `no login from ${addressOf(request)}`;
}
