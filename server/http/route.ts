import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { ErrorCode } from '../../core/errors.ts';
import type { TokenScope } from '../../core/schema/api/tokens.ts';
import type { Principal, SessionPrincipal } from '../auth/authenticate.ts';

/**
 * The requesters that may use a route. A user's own things are also looked up by their owner, so that others get 404.
 * `metrics`: administrators, and programs with METRICS_TOKEN.
 */
type Access = 'anyone' | 'user' | 'admin' | 'metrics';

/** Requirement on a personal access token for a route: one of its scopes, or only to be valid. */
export type RouteScope = TokenScope | 'any';

/** Input of a route's handler: everything parsed, the requester authenticated. */
export interface RouteInput<Params, Query, Body, Who> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly who: Who;
  readonly request: Request;
  readonly response: Response;
}

/** A reply: JSON of a schema, nothing, or bytes that the handler sends itself. */
export type ReplySpec =
  | { readonly status: 200 | 201; readonly schema: z.ZodType }
  | { readonly status: 204 }
  | { readonly status: 200; readonly contentTypes: readonly string[] };

/** One route as the server runs it and as the API's description shows it. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With parameters as `:name`. */
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly access: Access;
  /** Scope that a personal access token needs for this route; undefined accepts no token. */
  readonly scope?: RouteScope;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body is multipart/form-data with this file beside the fields of `body`. */
  readonly file?: string;
  readonly reply: ReplySpec;
  /** The error codes of this route's own; those that every route can give are left out. */
  readonly problems: readonly ErrorCode[];
  /** Parses the body where the usual limit of 64 kB is too small. */
  readonly parse?: RequestHandler;
  /** Handlers that run before the body is parsed: limits, uploads. */
  readonly before?: readonly RequestHandler[];
  readonly handle: (input: RouteInput<never, never, never, never>) => unknown;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
/** Only routes with a scope accept tokens; monitoring has no account. */
type Who<A extends Access, S extends RouteScope | undefined> = A extends 'anyone' | 'metrics'
  ? undefined
  : S extends RouteScope
    ? Principal
    : SessionPrincipal;
type Result<R extends ReplySpec> = R extends { schema: infer S extends z.ZodType } ? z.input<S> : void;

/** A route whose handler is typed by its schemas. */
export function defineRoute<
  A extends Access,
  R extends ReplySpec,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  S extends RouteScope | undefined = undefined,
>(
  spec: Omit<Route, 'access' | 'scope' | 'reply' | 'params' | 'query' | 'body' | 'handle'> & {
    readonly access: A;
    readonly scope?: S;
    readonly reply: R;
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
  },
  handle: (input: RouteInput<Parsed<P>, Parsed<Q>, Parsed<B>, Who<A, S>>) => Promise<Result<R>>,
): Route {
  return { ...spec, handle } as Route;
}
