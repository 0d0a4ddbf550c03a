import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { MulterError } from 'multer';
import type { Logger } from 'pino';
import { ForgeError, toForgeError, type ErrorCode } from '../../core/errors.ts';
import type { Problem } from '../../core/schema/api/problem.ts';
import { asDatabaseError } from '../db/database.ts';
import { InvalidRequest } from './invalid-request.ts';
import { problemKind } from './problem-table.ts';

const NOWHERE = 'There is nothing at this address.';

function sendProblem(response: Response, code: ErrorCode, detail: string, fields?: Problem['fields']): void {
  const { status } = problemKind(code);
  const problem: Problem = { ...problemOf(status, code, detail), ...(fields ? { fields } : {}) };
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

const problemOf = (status: number, code: string, detail: string): Problem => ({
  type: 'about:blank',
  status,
  title: STATUS_CODES[status] ?? 'Error',
  detail,
  code,
});

/** Answers requests to unknown addresses. */
export const notFound: RequestHandler = (_request, response) => {
  sendProblem(response, 'not_found', NOWHERE);
};

/**
 * The last handler: every error becomes a problem of the table (problem-table.ts). Faults of the server are
 * logged under the request's id, and their details stay in the log.
 */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    const error = requestError(thrown);
    const { status, sentence } = problemKind(error.code);
    if (status >= 500) {
      log.error({ id: response.get('X-Request-Id'), path: request.path, err: error }, 'request failed');
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    const fields = error instanceof InvalidRequest ? error.fields : undefined;
    sendProblem(response, error.code, sentence ?? error.message, fields);
  };
}

/** A request's failure as a ForgeError. */
function requestError(thrown: unknown): ForgeError {
  if (thrown instanceof MulterError) return uploadError(thrown);
  const refused = refusedStatus(thrown);
  if (refused === 404) return new ForgeError('not_found', NOWHERE, { cause: thrown });
  if (refused === 413)
    return new ForgeError('request_too_large', 'This request is larger than the server takes.', { cause: thrown });
  if (refused === 416) return new ForgeError('range_invalid', 'This file has no such part.', { cause: thrown });
  if (refused !== null) return new ForgeError('request_invalid', 'This request cannot be read.', { cause: thrown });
  return toForgeError(asDatabaseError(thrown));
}

function uploadError(error: MulterError): ForgeError {
  if (error.code === 'LIMIT_FILE_SIZE')
    return new ForgeError('request_too_large', 'This file is larger than the server takes.', { cause: error });
  const sentence = 'This upload cannot be read: one file "archive", a name and a description are wanted.';
  return new ForgeError('request_invalid', sentence, { cause: error });
}

/**
 * The 4xx status of an error that Express or one of its parsers raised for a request; null for all other
 * errors.
 */
function refusedStatus(error: unknown): number | null {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
