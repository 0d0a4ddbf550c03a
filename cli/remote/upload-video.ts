import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Upload } from 'tus-js-client';
import { ForgeError, throwIfAborted, toForgeError } from '../../core/errors.ts';
import { isRetryable } from '../../core/retryable.ts';
import { problemSchema } from '../../core/schema/api/problem.ts';
import { ReportedError, type ErrorReport } from '../../core/schema/api/reported-error.ts';
import { UPLOADS_PATH, videoListSchema, type StoredVideo } from '../../core/schema/api/videos.ts';
import { isRetryableUpload, uploadError, uploadOptions } from '../../core/uploads/upload-rules.ts';
import { FetchStack } from './fetch-stack.ts';
import { request } from './server-call.ts';

/**
 * Progress of an upload. The file is read first: its hash shows whether the server has it already, and checks
 * the upload.
 */
export interface UploadProgress {
  readonly stage: 'hashing' | 'sending';
  /** 0..1 of the stage. */
  readonly share: number;
}

interface UploadTarget {
  /** The server's address, as in "https://vdf.example.org". */
  readonly server: string;
  /** An Authorization header. */
  readonly headers: Readonly<Record<string, string>>;
  readonly onProgress?: (progress: UploadProgress) => void;
  readonly signal?: AbortSignal;
}

/** The part size that the server stores; one is held in memory. */
const SLICE_BYTES = 16 << 20;
/** Milliseconds between attempts to ask: a server may be away for some three minutes. */
const RETRY_DELAYS = [500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000];

/**
 * Uploads a video to the account, in slices, and resumes after a lost connection or a restarted server. A
 * video that the account already has is not sent again. Throws the server's own codes, `server_unreachable`,
 * `upload_damaged`, `file_not_found`, `aborted`.
 */
export async function uploadVideoFile(path: string, target: UploadTarget): Promise<StoredVideo> {
  const file = await open(path).catch((error: unknown) => {
    throw new ForgeError('file_not_found.readable', { path }, { cause: error });
  });
  try {
    const { size } = await file.stat();
    const sha256 = await hashOf(path, size, target);
    const known = await findVideo(sha256, target);
    if (known) return known;
    await sendFile(file, { size, name: basename(path), sha256 }, target);
    const video = await findVideo(sha256, target);
    if (video) return video;
    throw new ForgeError('upload_damaged.video');
  } finally {
    await file.close();
  }
}

async function hashOf(path: string, size: number, { onProgress, signal }: UploadTarget): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    throwIfAborted(signal);
    hash.update(chunk);
    bytes += chunk.length;
    onProgress?.({ stage: 'hashing', share: bytes / size });
  }
  return hash.digest('hex');
}

/** The video with this content in the account; null when there is none. Asks again while the server is away. */
async function findVideo(sha256: string, target: UploadTarget): Promise<StoredVideo | null> {
  for (const delay of RETRY_DELAYS) {
    try {
      return await askForVideo(sha256, target);
    } catch (error) {
      if (!isRetryable(toForgeError(error).code, 'request')) throw error;
      await rest(delay, target);
    }
  }
  return askForVideo(sha256, target);
}

async function askForVideo(sha256: string, { server, headers, signal }: UploadTarget): Promise<StoredVideo | null> {
  throwIfAborted(signal);
  const init = { headers: { ...headers }, ...(signal ? { signal } : {}) };
  const response = await request(server, `/api/videos?sha256=${sha256}`, init);
  return videoListSchema.parse(await response.json()).videos[0] ?? null;
}

async function rest(milliseconds: number, { signal }: UploadTarget): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    throw toForgeError(error);
  }
}

/** Sends the bytes that the server lacks, until it has all. */
async function sendFile(
  file: FileHandle,
  { size, name, sha256 }: { size: number; name: string; sha256: string },
  target: UploadTarget,
): Promise<void> {
  const { server, headers, onProgress, signal } = target;
  throwIfAborted(signal);
  const ending = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      const upload = new Upload(NO_FILE, {
        ...uploadOptions(name, sha256),
        endpoint: new URL(UPLOADS_PATH, server).href,
        headers: { ...headers },
        chunkSize: SLICE_BYTES,
        fileReader: { openFile: () => Promise.resolve(slicesOf(file, size)) },
        httpStack: new FetchStack(),
        onBeforeRequest: async (next) => {
          // The library takes any refusal of HEAD for a missing upload and begins anew: a server that is away
          // must be found out before.
          if (next.getMethod() === 'HEAD') await askForVideo(sha256, target);
        },
        onProgress: (bytes) => onProgress?.({ stage: 'sending', share: size > 0 ? bytes / size : 1 }),
        onShouldRetry: (error) => isRetryableUpload(toUploadError(error, server)),
        onSuccess: () => resolve(),
        onError: (error) => reject(toUploadError(error, server)),
      });
      const stop = () => void upload.abort(false).then(() => reject(new ForgeError('aborted')), reject);
      signal?.addEventListener('abort', stop, { once: true, signal: ending.signal });
      upload.start();
    });
  } finally {
    ending.abort();
  }
}

/** The library insists on a file, and reads it by `fileReader` alone. */
const NO_FILE = Buffer.alloc(0);

/** The slices of a file, each read when its turn comes. They reject with `upload_damaged`. */
function slicesOf(file: FileHandle, size: number) {
  const slice = async (from: number, to: number) => {
    const { buffer, bytesRead } = await file.read(new Uint8Array(to - from), 0, to - from, from);
    if (bytesRead < to - from) throw new ForgeError('upload_damaged.shorter');
    return { value: new Blob([buffer]), done: to >= size };
  };
  return { size, slice, close: () => undefined };
}

/** An error reply of the server, with its HTTP status. */
class UploadRefused extends ReportedError {
  constructor(
    readonly status: number,
    report: ErrorReport,
  ) {
    super(report);
  }
}

const toUploadError = (error: Error, server: string): ForgeError =>
  uploadError(error, {
    refused: (status, body) => {
      const problem = problemSchema.safeParse(body);
      if (problem.success) return new UploadRefused(status, { ...problem.data, message: problem.data.detail });
      // A proxy's own page says only that the server behind it is away.
      return unreachable(server, new Error(`status ${status}`));
    },
    unreachable: (cause) => unreachable(server, cause),
  });

const unreachable = (server: string, cause: Error): ForgeError =>
  new ForgeError('server_unreachable.upload', { server }, { cause });
