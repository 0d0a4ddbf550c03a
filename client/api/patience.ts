import { ForgeError, throwIfAborted, toForgeError } from '../../core/errors.ts';
import { ApiError } from './api-client.ts';

/** Milliseconds. A server that starts anew is away for seconds, a machine that does for a minute. */
const DELAYS = [1000, 3000, 5000, 10_000, 20_000, 30_000];

/** Whether waiting may help: a server that starts anew, a line that is down. What the server refuses once, it refuses again. */
export function mayPass(error: unknown): boolean {
  if (toForgeError(error).code === 'server_unreachable') return true;
  return error instanceof ApiError && (error.status >= 500 || error.status === 429);
}

/** Waits so many milliseconds, or until it is ended. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
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

/** What is promised, unless waiting for it is ended before: what was begun goes on then. Throws `aborted`, and what the promise throws. */
export async function untilAborted<T>(promised: Promise<T>, signal: AbortSignal): Promise<T> {
  throwIfAborted(signal);
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(new ForgeError('aborted', 'Stopped.'));
    signal.addEventListener('abort', stop, { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([promised, aborted]);
  } finally {
    over.abort();
  }
}

/**
 * Asks until there is an answer, for about a minute: only for what may be asked twice.
 *
 * @throws what the call throws where that cannot pass, or does not
 */
export async function patiently<T>(
  call: () => Promise<T>,
  signal: AbortSignal,
  delays: readonly number[] = DELAYS,
): Promise<T> {
  for (const ms of delays) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      await pause(ms, signal);
    }
  }
  return call();
}
