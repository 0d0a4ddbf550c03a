import { ForgeError, throwIfAborted, toForgeError } from '../../core/errors.ts';
import { isPassingStatus, isRetryable } from '../../core/retryable.ts';
import { ApiError } from './api-client.ts';

/** Milliseconds. A restarting server is away for seconds, a rebooting machine for a minute. */
const DELAYS = [1000, 3000, 5000, 10_000, 20_000, 30_000];

/**
 * Whether a call may be repeated after this error: a restarting server, a lost connection. A refusal of the server is
 * final.
 */
export function isRetryableCall(error: unknown): boolean {
  if (isRetryable(toForgeError(error).code, 'request')) return true;
  return error instanceof ApiError && isPassingStatus(error.status);
}

/** Waits `ms` milliseconds, or until `signal` aborts. */
export function abortableDelay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

/**
 * Resolves as `promised`, unless `signal` aborts first; the work itself then goes on. Throws `aborted`, and
 * what the promise throws.
 */
export async function untilAborted<T>(promised: Promise<T>, signal: AbortSignal): Promise<T> {
  throwIfAborted(signal);
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(new ForgeError('aborted'));
    signal.addEventListener('abort', stop, { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([promised, aborted]);
  } finally {
    over.abort();
  }
}

/**
 * Retries a call for about a minute: only for idempotent calls.
 *
 * @throws the error of the call when it is not retryable, or when all retries failed
 */
export async function withRetries<T>(
  call: () => Promise<T>,
  signal: AbortSignal,
  delays: readonly number[] = DELAYS,
): Promise<T> {
  for (const ms of delays) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || !isRetryableCall(error)) throw error;
      await abortableDelay(ms, signal);
    }
  }
  return call();
}
