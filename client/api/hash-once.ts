import { throwIfAborted } from '../../core/errors.ts';
import { hashFile } from './hash-file.ts';
import { untilAborted } from './patience.ts';

/**
 * Milliseconds for which a file is read on when nobody waits for its hash any more: a dialog closes a moment before the upload that it began
 * asks for the same.
 */
const LINGER = 1000;

/** A hash that is there or under way. */
interface FileHash {
  readonly sha256: Promise<string>;
  /** Those who wait for it, to be told how far it is. */
  readonly waiting: Set<(bytes: number) => void>;
  readonly ending: AbortController;
  ready: boolean;
}

const hashes = new WeakMap<Blob, FileHash>();

/**
 * SHA-256 of a file in hexadecimal, computed once for each file: whoever asks while it is under way joins in, and it is stopped when nobody
 * waits for it any more.
 *
 * @param onProgress bytes that were read; not called where the hash is known
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
  // At once, so that nobody joins what is being stopped.
  forget(file, hash);
  hash.ending.abort();
}

/** Has the hash computed anew for the next who asks. */
function forget(file: Blob, hash: FileHash): void {
  if (hashes.get(file) === hash) hashes.delete(file);
}
