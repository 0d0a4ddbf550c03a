import type { Readable } from 'node:stream';
import { ForgeError } from '../../core/errors.ts';

/** First and last byte, both included. An end beyond the blob means its last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface StoredBlob {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** Content to store: the path of a local file that does not change any more, or chunks of bytes. */
export type BlobContent = string | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Storage of archives and previews, by key: path-like names that checkKey accepts. No key is the folder of
 * another one. Every call throws `storage_unavailable` where the store cannot be reached, and `internal` for
 * a key that checkKey refuses.
 */
export interface BlobStore {
  /**
   * Stores a blob wholly or not at all; an existing one under the key is replaced atomically. Throws
   * `storage_full`, and the content's own errors, as they are.
   */
  put(key: string, content: BlobContent): Promise<void>;
  /**
   * The bytes of a blob, or a part of them; the caller reads the stream to its end or destroys it. Throws
   * `not_found`, `range_invalid`.
   */
  open(key: string, range?: ByteRange): Promise<Readable>;
  /** Bytes of a blob; null where there is none. */
  size(key: string): Promise<number | null>;
  /** Idempotent. */
  remove(key: string): Promise<void>;
  /**
   * Gives a blob another key; an existing one under that key is replaced. After a crash the blob is there
   * under at least one of the keys, wholly. Returns false where there is no such blob.
   */
  move(key: string, to: string): Promise<boolean>;
  /**
   * The blobs whose keys begin with a prefix that ends with "/", in no order; blobs may be put and removed
   * meanwhile.
   */
  list(prefix: string): AsyncGenerator<StoredBlob, void, undefined>;
  /** Resolves where the store works; takes some seconds at most. */
  check(): Promise<void>;
}

/**
 * Blobs in the quarantine (quarantine.ts) keep their key behind the quarantine's own prefix: every key can
 * get there.
 */
const KEY = /^(quarantine\/\d{8}T\d{6}Z\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,5}$/;

export const isKey = (name: string): boolean => KEY.test(name) && !name.includes('..');

/**
 * Keys are made by this program, never from a user's input; a key that could lead out of the root is refused
 * all the same. Throws `internal`.
 */
export function checkKey(key: string): string {
  if (isKey(key)) return key;
  throw new ForgeError('internal.detail', { detail: 'this name cannot be used in the storage' });
}

/** As checkKey, for the prefix of a list. */
export function checkPrefix(prefix: string): string {
  if (!prefix.endsWith('/'))
    throw new ForgeError('internal.detail', { detail: 'this prefix cannot be used in the storage' });
  return `${checkKey(prefix.slice(0, -1))}/`;
}

/**
 * Throws `range_invalid` for a range that no blob can have; a store refuses a start beyond the last byte
 * itself.
 */
export function checkRange(range: ByteRange): ByteRange {
  const { start, end } = range;
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end) return range;
  throw rangeInvalid();
}

export const rangeInvalid = (cause?: unknown): ForgeError => new ForgeError('range_invalid', {}, { cause });

export const blobNotFound = (key: string): ForgeError =>
  new ForgeError('not_found.stored_file', {}, { cause: new Error(key) });

export const storageUnavailable = (cause: unknown): ForgeError =>
  new ForgeError(
    'storage_unavailable.unreachable',
    {},
    {
      cause,
    },
  );

export const storageFull = (cause: unknown): ForgeError => new ForgeError('storage_full', {}, { cause });
