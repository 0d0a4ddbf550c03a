import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ForgeError, isForgeError } from '../../core/errors.ts';
import type { S3Config } from '../config.ts';
import { contentStream } from './blob-content.ts';
import {
  checkKey,
  checkPrefix,
  checkRange,
  isKey,
  rangeInvalid,
  storageUnavailable,
  storageFull,
  blobNotFound,
  type BlobContent,
  type BlobStore,
  type ByteRange,
  type StoredBlob,
} from './blob-store.ts';

const CONNECT_MILLISECONDS = 2000;
/**
 * Milliseconds until the answer to a small request begins: with the attempts, an unreachable store is known
 * in less than 10 seconds.
 */
const ANSWER = { requestTimeout: 4000 };
/** Until the answer to a part of an upload, sent as a whole, begins. */
const PART_MILLISECONDS = 60_000;
/** Without a byte on an open connection: a user's paused download must not end it at once. */
const SILENCE_MILLISECONDS = 5 * 60_000;
const ATTEMPTS = 2;
/**
 * Parts of a multipart upload: S3 wants 5 MiB at least and 10,000 parts at most, so this reaches 80 GB. Two
 * are in memory at once.
 */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
/**
 * Largest blob that the store copies by itself within PART_MILLISECONDS; S3 itself does not copy more than 5
 * GiB at once. Larger blobs are read and written through this process.
 */
const COPY_BYTES = 1024 ** 3;

/** Stores blobs in a bucket of an S3-compatible store. The bucket exists and belongs to this program. */
export class S3Store implements BlobStore {
  readonly #client: S3Client;

  /** @param copyBytes larger blobs are moved by reading and writing them */
  constructor(
    private readonly config: S3Config,
    private readonly copyBytes = COPY_BYTES,
  ) {
    const { endpoint, region, credentials } = config;
    this.#client = new S3Client({
      region,
      maxAttempts: ATTEMPTS,
      requestHandler: new NodeHttpHandler({
        connectionTimeout: CONNECT_MILLISECONDS,
        requestTimeout: PART_MILLISECONDS,
        throwOnRequestTimeout: true,
        socketTimeout: SILENCE_MILLISECONDS,
      }),
      // Stores other than AWS seldom have a host name for each bucket.
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      ...(credentials === undefined ? {} : { credentials }),
      // Checksums that newer SDKs add by themselves are unknown to some stores; TLS and the archive's own
      // sha256 protect the bytes.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  /** A multipart upload becomes visible only when it is completed, and is aborted where it fails. */
  async put(key: string, content: BlobContent): Promise<void> {
    const where = { Bucket: this.config.bucket, Key: checkKey(key) };
    const { stream, fault } = contentStream(content);
    const upload = new Upload({
      client: this.#client,
      params: { ...where, Body: stream },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    try {
      await upload.done();
    } catch (error) {
      const reason = fault();
      throw reason ? reason.error : s3Error(error, key);
    } finally {
      stream.destroy();
    }
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const part = range ? { Range: byteRange(checkRange(range)) } : {};
    const { Body: body } = await this.#ask(key, (where) =>
      this.#client.send(new GetObjectCommand({ ...where, ...part }), ANSWER),
    );
    if (body instanceof Readable) return body;
    throw storageUnavailable(new Error('the store sent no body'));
  }

  async size(key: string): Promise<number | null> {
    try {
      const { ContentLength: bytes } = await this.#ask(key, (where) =>
        this.#client.send(new HeadObjectCommand(where), ANSWER),
      );
      return bytes ?? null;
    } catch (error) {
      if (error instanceof ForgeError && error.code === 'not_found') return null;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await this.#ask(key, (where) => this.#client.send(new DeleteObjectCommand(where), ANSWER));
  }

  /** A bucket cannot rename: the blob is copied, and then removed under its old key. */
  async move(key: string, to: string): Promise<boolean> {
    const bytes = await this.size(checkKey(key));
    if (bytes === null) return false;
    try {
      if (bytes > this.copyBytes) await this.put(to, await this.open(key));
      else await this.#copy(key, checkKey(to));
    } catch (error) {
      // A concurrent call was faster.
      if (error instanceof ForgeError && error.code === 'not_found') return false;
      throw error;
    }
    await this.remove(key);
    return true;
  }

  async *list(prefix: string): AsyncGenerator<StoredBlob, void, undefined> {
    const where = { Bucket: this.config.bucket, Prefix: checkPrefix(prefix) };
    try {
      for await (const { Contents: objects } of paginateListObjectsV2({ client: this.#client }, where, ANSWER)) {
        for (const { Key: key, Size: bytes, LastModified: modifiedAt } of objects ?? [])
          // Objects that were not put here (folder markers of consoles, say) are no blobs.
          if (key !== undefined && isKey(key) && modifiedAt) yield { key, bytes: bytes ?? 0, modifiedAt };
      }
    } catch (error) {
      throw s3Error(error, prefix);
    }
  }

  async check(): Promise<void> {
    try {
      await this.#client.send(new HeadBucketCommand({ Bucket: this.config.bucket }), ANSWER);
    } catch (error) {
      throw storageUnavailable(error);
    }
  }

  async #copy(key: string, to: string): Promise<void> {
    const { bucket } = this.config;
    try {
      await this.#client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: `${bucket}/${key}` }));
    } catch (error) {
      throw s3Error(error, key);
    }
  }

  async #ask<T>(key: string, request: (where: { Bucket: string; Key: string }) => Promise<T>): Promise<T> {
    try {
      return await request({ Bucket: this.config.bucket, Key: checkKey(key) });
    } catch (error) {
      throw s3Error(error, key);
    }
  }
}

const byteRange = ({ start, end }: ByteRange): string => `bytes=${start}-${end}`;

const FULL = new Set(['QuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage']);

function s3Error(error: unknown, key: string): unknown {
  if (isForgeError(error)) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'NoSuchKey' || name === 'NotFound') return blobNotFound(key);
  if (name === 'InvalidRange') return rangeInvalid(error);
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return FULL.has(name) || status === 507 ? storageFull(error) : storageUnavailable(error);
}
