import type { z } from 'zod';
import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import { problemSchema } from '../../core/schema/api/problem.ts';
import { ReportedError } from '../../core/schema/api/reported-error.ts';
import { APP_VERSION } from '../app-info.ts';

/** A server and the personal access token that opens it. */
export interface ServerAccess {
  /** Its origin, such as `https://forge.example.org`. */
  readonly server: string;
  readonly token: string;
}

interface RequestOptions extends RequestInit {
  readonly headers?: Record<string, string>;
}

/**
 * Sends a request. Throws the server's own error for a refusal, `server_unreachable`, and `aborted` when the
 * signal fired.
 */
export async function request(server: string, path: string, init: RequestOptions): Promise<Response> {
  const headers = { ...init.headers, 'User-Agent': `vdf/${APP_VERSION}` };
  let response: Response;
  try {
    response = await fetch(new URL(path, server), { ...init, headers });
  } catch (error) {
    throwIfAborted(init.signal ?? undefined);
    throw new ForgeError('server_unreachable.server', { server }, { cause: error });
  }
  if (response.ok) return response;
  const problem = problemSchema.safeParse(await response.json().catch(() => null));
  if (problem.success) throw new ReportedError({ ...problem.data, message: problem.data.detail });
  throw new ForgeError('server_unreachable.other_program', { server });
}

/** A request with the token. Throws as `request` does; `not_signed_in` says how to sign in. */
export async function requestWithToken(
  { server, token }: ServerAccess,
  path: string,
  init: RequestOptions,
): Promise<Response> {
  try {
    return await request(server, path, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } });
  } catch (error) {
    if (!(error instanceof ForgeError && error.code === 'not_signed_in')) throw error;
    throw new ForgeError('not_signed_in.token_refused', { server }, { cause: error });
  }
}

interface Call<S extends z.ZodType | undefined> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: `/api/${string}`;
  readonly body?: unknown;
  /** Schema of the reply; undefined for a route without one. */
  readonly reply: S;
  readonly signal: AbortSignal;
}

/** Calls a route of the API, typed by the schema of its reply. Throws as `requestWithToken` does. */
export async function callServer<S extends z.ZodType | undefined>(
  access: ServerAccess,
  { method, path, body, reply, signal }: Call<S>,
): Promise<S extends z.ZodType ? z.output<S> : void> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const response = await requestWithToken(access, path, { method, signal, ...json });
  const parsed: unknown = reply ? reply.parse(await response.json()) : undefined;
  return parsed as S extends z.ZodType ? z.output<S> : void;
}
