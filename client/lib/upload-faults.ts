import { DetailedError } from 'tus-js-client';
import { ForgeError } from '../../core/errors.ts';
import { ApiError, OFFLINE, problemError } from './api-client.ts';

/** What the upload library failed with, in the product's own terms. */
export function uploadFault(error: Error): ForgeError {
  if (error instanceof ForgeError) return error;
  if (!(error instanceof DetailedError)) return new ForgeError('internal', error.message, { cause: error });
  const { originalResponse: response, causingError } = error;
  if (response) return problemError(response.getStatus(), parseJson(response.getBody()));
  if (causingError instanceof ForgeError) return causingError;
  return new ForgeError('server_unreachable', OFFLINE, { cause: error });
}

/**
 * Whether it is worth to go on after a failure: where the connection or the server is away for a while, and where the upload stands elsewhere
 * than this side thought. What the server refuses once, it refuses again.
 */
export function mayPass(error: Error): boolean {
  const fault = uploadFault(error);
  if (fault instanceof ApiError) return fault.status >= 500 || fault.status === 409 || fault.status === 429;
  return fault.code === 'server_unreachable';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
