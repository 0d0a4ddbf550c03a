import { ForgeError } from '../../../core/errors.ts';
import type { BlobStore, ByteRange } from '../blob-store.ts';

export const MEBIBYTE = 1 << 20;

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const text of texts) yield bytes(text);
}

/** Reproducible bytes; no piece's size divides a part's or a buffer's. */
export async function* oddPieces(
  total: number,
  hash?: { update(piece: Uint8Array): unknown },
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0, size = 1; at < total; at += size) {
    size = Math.min(total - at, ((at * 7919) % 700_001) + 1);
    const piece = Uint8Array.from({ length: size }, (_, index) => ((at + index) * 31 + (index >> 8)) & 255);
    hash?.update(piece);
    yield piece;
  }
}

export async function* failingAfter(count: number, error: Error): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < count; at += MEBIBYTE) yield new Uint8Array(Math.min(MEBIBYTE, count - at)).fill(120);
  throw error;
}

export async function textOf(store: BlobStore, key: string, range?: ByteRange): Promise<string> {
  const found: Buffer[] = [];
  for await (const chunk of (await store.open(key, range)) as AsyncIterable<Buffer>) found.push(chunk);
  return Buffer.concat(found).toString();
}

export async function keysBelow(store: BlobStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** The error that a promise is rejected with. */
export async function errorOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => {
      throw new Error('there was no error');
    },
    (error: unknown) => error,
  );
}

export const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'no error',
    (error: unknown) => (error instanceof ForgeError ? error.code : String(error)),
  );

export function expectEqual(found: unknown, wanted: unknown, what: string): void {
  if (found !== wanted) throw new Error(`${what}: found ${String(found)}, wanted ${String(wanted)}`);
}
