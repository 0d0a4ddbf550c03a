import { proxy, wrap } from 'comlink';
import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import type { HashFileApi } from '../workers/hash-file.worker.ts';
import { failureOf } from './worker-failure.ts';

/**
 * SHA-256 of a file in hexadecimal, computed in a worker.
 *
 * @param onProgress bytes that were read
 * @throws `aborted`, `internal`
 */
export async function hashFile(file: Blob, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  throwIfAborted(signal);
  const worker = new Worker(new URL('../workers/hash-file.worker.ts', import.meta.url), {
    type: 'module',
    name: 'hash-file',
  });
  const ending = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(new ForgeError('aborted', 'Stopped.'));
    signal.addEventListener('abort', stop, { once: true, signal: ending.signal });
  });
  try {
    return await Promise.race([wrap<HashFileApi>(worker).hash(file, proxy(onProgress)), failureOf(worker), aborted]);
  } finally {
    ending.abort();
    worker.terminate();
  }
}
