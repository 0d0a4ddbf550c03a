import { ForgeError, isForgeError, type ErrorCode } from '../errors.ts';
import { isPassingStatus, isRetryable } from '../retryable.ts';

/** Milliseconds. Counted anew whenever bytes have arrived: a connection may be away for some five minutes. */
const RETRY_DELAYS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000, 60_000];

/** The options of a tus client that every sender of videos has. */
export const uploadOptions = (filename: string, sha256: string) => ({
  retryDelays: [...RETRY_DELAYS],
  metadata: { filename, sha256 },
  // By content: an upload is found again under this key.
  fingerprint: () => Promise.resolve(`vdf-video-${sha256}`),
  removeFingerprintOnSuccess: true,
});

/** The errors of a tus client: what the server replied, or why nothing was. */
interface FailedRequest {
  readonly originalResponse: { getStatus(): number; getBody(): string } | null;
  readonly causingError: Error | null;
}

/** How a sender puts a refusal and a silent server. */
interface UploadWords {
  /** The error in a reply; `body` is its parsed JSON, null where it has none, as a proxy's own page. */
  readonly refused: (status: number, body: unknown) => ForgeError;
  readonly unreachable: (cause: Error) => ForgeError;
}

/** Converts an error of a tus client. */
export function uploadError(error: Error, { refused, unreachable }: UploadWords): ForgeError {
  if (isForgeError(error)) return error;
  if (!isFailedRequest(error)) return new ForgeError('internal.detail', { detail: error.message }, { cause: error });
  const { originalResponse: response, causingError } = error;
  if (response) return refused(response.getStatus(), parseJson(response.getBody()));
  return isForgeError(causingError) ? causingError : unreachable(error);
}

/**
 * Whether an upload that failed goes on: the server or the line may be back soon, or the server has other
 * bytes than the sender believes, which the next attempt finds out. `status` is that of the server's reply.
 */
export const isRetryableUpload = ({ code, status }: { readonly code: ErrorCode; readonly status?: number }): boolean =>
  isRetryable(code, 'upload') || (status !== undefined && isPassingStatus(status));

const isFailedRequest = (error: Error): error is Error & FailedRequest =>
  'originalResponse' in error && 'causingError' in error;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
