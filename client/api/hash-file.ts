import { proxy, wrap } from 'comlink';
import { throwIfAborted } from '../../core/errors.ts';
import type { HashFileApi } from '../workers/hash-file.worker.ts';
import { untilAborted } from './retry.ts';
import { rejectOnWorkerFailure } from '../workers/worker-failure.ts';

/**
 * SHA-256 of a file in hexadecimal, computed in a worker.
 *
 * @param onProgress called with the bytes read so far
 * @throws `aborted`, `internal`
 */
export async function hashFile(file: Blob, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  throwIfAborted(signal);
  const worker = new Worker(new URL('../workers/hash-file.worker.ts', import.meta.url), {
    type: 'module',
    name: 'hash-file',
  });
  const hashing = wrap<HashFileApi>(worker).hash(file, proxy(onProgress));
  try {
    return await untilAborted(Promise.race([hashing, rejectOnWorkerFailure(worker)]), signal);
  } finally {
    worker.terminate();
  }
}
