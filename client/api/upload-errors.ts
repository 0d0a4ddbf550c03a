import { DetailedError } from 'tus-js-client';
import { ForgeError } from '../../core/errors.ts';
import { ApiError, problemError } from './api-client.ts';
import { isRetryable } from './retry.ts';

/** Converts an error of the upload library to a ForgeError. */
export function toUploadError(error: Error): ForgeError {
  if (error instanceof ForgeError) return error;
  if (!(error instanceof DetailedError))
    return new ForgeError('internal.detail', { detail: error.message }, { cause: error });
  const { originalResponse: response, causingError } = error;
  if (response) return problemError(response.getStatus(), parseJson(response.getBody()));
  if (causingError instanceof ForgeError) return causingError;
  return new ForgeError('server_unreachable', {}, { cause: error });
}

/** Whether an error is retryable: also when the server's offset differs from the client's. */
export function isRetryableUpload(error: Error): boolean {
  const fault = toUploadError(error);
  return isRetryable(fault) || (fault instanceof ApiError && fault.status === 409);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
