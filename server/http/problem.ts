import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { MulterError } from 'multer';
import type { Logger } from 'pino';
import { ForgeError, toForgeError } from '../../core/errors.ts';
import type { Problem } from '../../core/schema/api/problem.ts';
import { asDatabaseError } from '../db/database.ts';
import { InvalidRequest } from './invalid-request.ts';
import { problemKind } from './problem-table.ts';

function sendProblem(response: Response, error: ForgeError): void {
  const { status, reason } = problemKind(error.code);
  const shown: ForgeError = reason === undefined ? error : new ForgeError(reason);
  const problem: Problem = {
    type: 'about:blank',
    status,
    title: STATUS_CODES[status] ?? 'Error',
    detail: shown.message,
    code: error.code,
    reason: shown.reason,
    params: shown.params,
    ...(error instanceof InvalidRequest ? { fields: error.fields } : {}),
  };
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

/** Answers requests to unknown addresses. */
export const notFound: RequestHandler = (_request, response) => {
  sendProblem(response, new ForgeError('not_found.address'));
};

/**
 * The last handler: every error becomes a problem of the table (problem-table.ts). Faults of the server are
 * logged under the request's id, and their details stay in the log.
 */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    const error = requestError(thrown);
    if (problemKind(error.code).status >= 500) {
      log.error({ id: response.get('X-Request-Id'), path: request.path, err: error }, 'request failed');
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    sendProblem(response, error);
  };
}

/** A request's failure as a ForgeError. */
function requestError(thrown: unknown): ForgeError {
  if (thrown instanceof MulterError) return uploadError(thrown);
  const refused = refusedStatus(thrown);
  if (refused === 404) return new ForgeError('not_found.address', {}, { cause: thrown });
  if (refused === 413) return new ForgeError('request_too_large.request', {}, { cause: thrown });
  if (refused === 416) return new ForgeError('range_invalid', {}, { cause: thrown });
  if (refused !== null) return new ForgeError('request_invalid', {}, { cause: thrown });
  return toForgeError(asDatabaseError(thrown));
}

function uploadError(error: MulterError): ForgeError {
  if (error.code === 'LIMIT_FILE_SIZE') return new ForgeError('request_too_large', {}, { cause: error });
  return new ForgeError('request_invalid.upload_form', {}, { cause: error });
}

/**
 * The 4xx status of an error that Express or one of its parsers raised for a request; null for all other
 * errors.
 */
function refusedStatus(error: unknown): number | null {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
