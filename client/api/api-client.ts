import type { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import type { FieldFault } from '../../core/schema/api/field-faults.ts';
import { problemSchema, type Problem } from '../../core/schema/api/problem.ts';
import { ReportedError, type ErrorReport } from '../../core/schema/api/reported-error.ts';
import { renewAccess } from './renew-access.ts';

/** An error reply of the server: its code, reason and parameters, and the invalid fields of a form. */
export class ApiError extends ReportedError {
  constructor(
    readonly status: number,
    report: ErrorReport,
    readonly fields: NonNullable<Problem['fields']> = [],
  ) {
    super(report);
  }

  /** The fault of a field of the form; undefined for a valid field. */
  fault(field: string): FieldFault | undefined {
    return this.fields.find((each) => each.field === field);
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
    throw new ForgeError('server_unreachable', {}, { cause: error });
  }
}

async function apiError(response: Response): Promise<ApiError> {
  return problemError(response.status, await response.json().catch(() => null));
}

/** The error in a reply's body; a proxy's own error page has only its status. */
export function problemError(status: number, body: unknown): ApiError {
  const problem = problemSchema.safeParse(body);
  if (!problem.success) return new ApiError(status, new ForgeError('server_unreachable'));
  return new ApiError(status, { ...problem.data, message: problem.data.detail }, problem.data.fields);
}
