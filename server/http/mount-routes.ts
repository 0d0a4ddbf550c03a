import express, { Router, type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import type { Principal, TokenPrincipal } from '../auth/authenticate.ts';
import { InvalidRequest } from './invalid-request.ts';
import type { Route, RouteInput, RouteScope } from './route.ts';

/** Every JSON body of the API fits in this. */
const parseJson = express.json({ limit: '64kb', type: 'application/json' });

/** Authenticates requests. */
export interface RequestAuthenticator {
  /** The user or program behind a request; null for an anonymous one. */
  authenticate(request: Request): Promise<Principal | null>;
  /** Whether the request has the monitoring token. */
  isMonitor(request: Request): boolean;
}

/**
 * An Express router of the routes: authenticates and authorises the request, parses it, then runs the
 * handler.
 */
export function mountRoutes(routes: readonly Route[], gate: RequestAuthenticator): Router {
  const router = Router();
  for (const route of routes) {
    const body = route.body && !route.file ? [route.parse ?? parseJson] : [];
    router[route.method](route.path, authorise(route, gate), ...body, ...(route.before ?? []), run(route));
  }
  return router;
}

/** Refuses a requester without access to the route, before any of the body is read. */
function authorise({ access, scope, path }: Route, gate: RequestAuthenticator): RequestHandler {
  return async (request, response, next) => {
    response.locals['route'] = path;
    // Open routes need no account lookup: the health check works without the database.
    if (access === 'anyone' || (access === 'metrics' && gate.isMonitor(request))) {
      next();
      return;
    }
    const who = await gate.authenticate(request);
    if (!who) throw new ForgeError('not_signed_in.nobody');
    if (who.kind === 'token') checkScope(who, scope);
    if (access !== 'user' && who.role !== 'admin') throw new ForgeError('forbidden.not_admin');
    response.locals['who'] = who;
    next();
  };
}

/** Throws `forbidden` where a token lacks the scope. */
function checkScope({ token }: TokenPrincipal, scope: RouteScope | undefined): void {
  if (scope === undefined) throw new ForgeError('forbidden.token');
  if (scope !== 'any' && !token.scopes.includes(scope)) throw new ForgeError('forbidden.scope', { scope });
}

function run({ params, query, body, reply, handle }: Route): RequestHandler {
  return async (request, response) => {
    const input: RouteInput<unknown, unknown, unknown, unknown> = {
      params: parse(params, request.params),
      query: parse(query, request.query),
      body: parse(body, request.body ?? {}),
      who: response.locals['who'],
      request,
      response,
    };
    const result = await handle(input as RouteInput<never, never, never, never>);
    if ('contentTypes' in reply) return;
    response.status(reply.status).set('Cache-Control', 'no-store');
    if (reply.status === 204) response.end();
    else response.json(result);
  };
}

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidRequest(parsed.error);
}
