import { storageUnavailable, type BlobStore, type ByteRange } from '../storage/blob-store.ts';

/** A stored piece of a video: whole, and never changed. */
export interface VideoPart {
  /** Offset of its first byte in the video. */
  readonly start: number;
  readonly bytes: number;
  readonly key: string;
}

/**
 * Bytes of a video that is stored as parts, chunk by chunk. No blob is opened before it is needed, and each
 * is closed at its end and wherever the iteration stops. Throws `storage_unavailable`, and `not_found` where
 * the video was removed meanwhile.
 *
 * @param parts in the order of their bytes, without gaps
 */
export async function* videoChunks(
  store: BlobStore,
  parts: readonly VideoPart[],
  range: ByteRange,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = partAt(parts, range.start); at < parts.length; at++) {
    const part = parts[at];
    if (!part || part.start > range.end) return;
    const start = Math.max(0, range.start - part.start);
    const end = Math.min(part.bytes - 1, range.end - part.start);
    yield* (await store.open(part.key, { start, end })) as AsyncIterable<Uint8Array>;
  }
}

/**
 * The bytes of a video from `start` to before `end`; the range must lie within it. Throws as videoChunks, and
 * `storage_unavailable` for a part that is too short.
 */
export async function readVideoRange(
  store: BlobStore,
  parts: readonly VideoPart[],
  start: number,
  end: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, end - start));
  if (bytes.length === 0) return bytes;
  let filled = 0;
  for await (const chunk of videoChunks(store, parts, { start, end: end - 1 })) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < bytes.length)
    throw storageUnavailable(new Error(`${bytes.length} bytes from ${start} were wanted, ${filled} came`));
  return bytes;
}

/** The index of the part that has a byte; that of the last part for bytes behind the end. */
function partAt(parts: readonly VideoPart[], byte: number): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((parts[middle]?.start ?? 0) <= byte) low = middle;
    else high = middle - 1;
  }
  return low;
}
