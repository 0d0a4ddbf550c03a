import { throwIfAborted } from '../../core/errors.ts';
import { hashFile } from './hash-file.ts';
import { untilAborted } from './retry.ts';

/**
 * Milliseconds for which a file is still read after the last caller has gone: a dialog closes a moment before
 * the upload that it began asks for the same hash.
 */
const LINGER = 1000;

/** A hash that is known or being computed. */
interface FileHash {
  readonly sha256: Promise<string>;
  /** Progress callbacks of the callers that wait. */
  readonly waiting: Set<(bytes: number) => void>;
  readonly ending: AbortController;
  ready: boolean;
}

const hashes = new WeakMap<Blob, FileHash>();

/**
 * SHA-256 of a file in hexadecimal, computed once for each file: callers share a computation in progress, and
 * it is stopped when no caller waits for it any more.
 *
 * @param onProgress called with the bytes read so far; not called when the hash is known
 * @throws `aborted`, `internal`
 */
export async function sha256Of(file: Blob, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  throwIfAborted(signal);
  const hash = hashes.get(file) ?? begin(file);
  const tell = (bytes: number) => onProgress(bytes);
  hash.waiting.add(tell);
  try {
    return await untilAborted(hash.sha256, signal);
  } finally {
    hash.waiting.delete(tell);
    if (signal.aborted) setTimeout(() => stopUnwanted(file, hash), LINGER);
  }
}

function begin(file: Blob): FileHash {
  const waiting: FileHash['waiting'] = new Set();
  const ending = new AbortController();
  const report = (bytes: number) => {
    for (const tell of waiting) tell(bytes);
  };
  const hash: FileHash = { sha256: hashFile(file, report, ending.signal), waiting, ending, ready: false };
  hashes.set(file, hash);
  hash.sha256.then(
    () => (hash.ready = true),
    () => forget(file, hash),
  );
  return hash;
}

function stopUnwanted(file: Blob, hash: FileHash): void {
  if (hash.ready || hash.waiting.size > 0) return;
  // At once, so that no caller joins a hash that is being stopped.
  forget(file, hash);
  hash.ending.abort();
}

/** Removes a hash, so that the next call computes it anew. */
function forget(file: Blob, hash: FileHash): void {
  if (hashes.get(file) === hash) hashes.delete(file);
}
