import type { z } from 'zod';
import { ForgeError, type ErrorCode } from '../../core/errors.ts';
import { problemSchema } from '../../core/schema/api/problem.ts';
import { renewAccess } from './renew-access.ts';

/** In English, as the server's own sentences are; i18n/error-texts.ts translates it. */
export const OFFLINE = 'The server cannot be reached: check the connection and try again.';

/** An error reply of the server: its sentence and code, and the invalid fields of a form. */
export class ApiError extends ForgeError {
  constructor(
    readonly status: number,
    code: ErrorCode,
    message: string,
    readonly fields: readonly { readonly field: string; readonly message: string }[],
  ) {
    super(code, message);
  }

  /** The message about a field of the form; undefined for a valid field. */
  fault(field: string): string | undefined {
    return this.fields.find((each) => each.field === field)?.message;
  }
}

interface Call<S extends z.ZodType | undefined> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/api/${string}`;
  readonly body?: unknown;
  /** Schema of the reply's body; without one the body is not read. */
  readonly reply: S;
  readonly signal?: AbortSignal;
}

/**
 * Calls the app's own server. When an access token has expired, it is renewed and the call repeated
 * transparently. Throws ApiError, or `server_unreachable`.
 */
export async function callApi<S extends z.ZodType | undefined>(
  call: Call<S>,
): Promise<S extends z.ZodType ? z.output<S> : void> {
  const started = Date.now();
  let response = await send(call);
  // The sign-in routes answer 401 to a wrong password: nothing to renew there.
  if (response.status === 401 && !call.path.startsWith('/api/auth/') && (await renewAccess(started)))
    response = await send(call);
  if (!response.ok) throw await apiError(response);
  const parsed: unknown = call.reply ? call.reply.parse(await response.json()) : undefined;
  return parsed as S extends z.ZodType ? z.output<S> : void;
}

async function send({ method, path, body, signal }: Call<z.ZodType | undefined>): Promise<Response> {
  const json =
    body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  try {
    return await fetch(path, { method, credentials: 'same-origin', ...json, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ForgeError('server_unreachable', OFFLINE, { cause: error });
  }
}

async function apiError(response: Response): Promise<ApiError> {
  return problemError(response.status, await response.json().catch(() => null));
}

/** The error in a reply's body; a proxy's own error page has only its status. */
export function problemError(status: number, body: unknown): ApiError {
  const problem = problemSchema.safeParse(body);
  if (!problem.success) return new ApiError(status, 'server_unreachable', OFFLINE, []);
  const { code, detail, fields } = problem.data;
  return new ApiError(status, code as ErrorCode, detail, fields ?? []);
}
