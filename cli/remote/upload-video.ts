import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ForgeError, throwIfAborted, toForgeError, type ErrorCode } from '../../core/errors.ts';
import { problemSchema } from '../../core/schema/api/problem.ts';
import { ReportedError } from '../../core/schema/api/reported-error.ts';
import { UPLOADS_PATH, uploadSchema, videoListSchema, type StoredVideo } from '../../core/schema/api/videos.ts';

/**
 * Progress of an upload. The file is read first: its hash shows whether the server has it already, and checks
 * the upload.
 */
export interface UploadProgress {
  readonly stage: 'hashing' | 'sending';
  /** 0..1 of the stage. */
  readonly share: number;
}

export interface UploadTarget {
  /** The server's address, as in "https://vdf.example.org". */
  readonly server: string;
  /** An Authorization header. */
  readonly headers: Readonly<Record<string, string>>;
  readonly onProgress?: (progress: UploadProgress) => void;
  readonly signal?: AbortSignal;
}

/** The part size that the server stores. */
const SLICE_BYTES = 16 << 20;
const TUS = { 'Tus-Resumable': '1.0.0' };
/**
 * Milliseconds between attempts without a byte of progress: a connection or a server may be away for some
 * three minutes.
 */
const RETRY_DELAYS = [500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000];

/**
 * Uploads a video to the account, in slices, and resumes after a lost connection or a restarted server. A
 * video that the account already has is not sent again. Throws the server's own codes, `server_unreachable`,
 * `file_not_found`, `aborted`.
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
    await sendFile(file, size, { filename: basename(path), sha256 }, target);
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

async function findVideo(sha256: string, target: UploadTarget): Promise<StoredVideo | null> {
  const response = await patiently(target, () => ask(target, 'GET', `/api/videos?sha256=${sha256}`));
  return videoListSchema.parse(await response.json()).videos[0] ?? null;
}

async function sendFile(
  file: FileHandle,
  size: number,
  metadata: Readonly<Record<string, string>>,
  target: UploadTarget,
): Promise<void> {
  const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
  const headers = { ...TUS, 'Upload-Length': String(size), 'Upload-Metadata': pairs.join(',') };
  const begun = await patiently(target, () => ask(target, 'POST', UPLOADS_PATH, { headers }));
  const { id } = uploadSchema.parse(await begun.json());
  const path = `${UPLOADS_PATH}/${id}`;
  let failures = 0;
  for (let at = 0; at < size;) {
    target.onProgress?.({ stage: 'sending', share: at / size });
    const before = at;
    try {
      at = await sendSlice(file, path, at, Math.min(SLICE_BYTES, size - at), target);
    } catch (error) {
      if (!mayPass(error) || failures >= RETRY_DELAYS.length) throw error;
      await rest(RETRY_DELAYS[failures] ?? 0, target);
      // The server keeps what it received of the slice: only it knows how much.
      at = await patiently(target, () => whereIs(path, target));
    }
    failures = at > before ? 0 : failures + 1;
  }
  target.onProgress?.({ stage: 'sending', share: 1 });
}

/** Returns the upload's offset afterwards, in bytes. */
async function sendSlice(
  file: FileHandle,
  path: string,
  at: number,
  bytes: number,
  target: UploadTarget,
): Promise<number> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(bytes), 0, bytes, at);
  if (bytesRead < bytes) throw new ForgeError('upload_damaged.shorter');
  const headers = { ...TUS, 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream' };
  const response = await ask(target, 'PATCH', path, { headers, body: buffer });
  return Number(response.headers.get('Upload-Offset'));
}

async function whereIs(path: string, target: UploadTarget): Promise<number> {
  return uploadSchema.parse(await (await ask(target, 'GET', path)).json()).received;
}

/** Retries with longer and longer pauses while the error is a passing one. */
async function patiently<T>(target: UploadTarget, attempt: () => Promise<T>): Promise<T> {
  for (const delay of RETRY_DELAYS) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error)) throw error;
      await rest(delay, target);
    }
  }
  return attempt();
}

async function rest(milliseconds: number, { signal }: UploadTarget): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    throw toForgeError(error);
  }
}

const PASSING = new Set<ErrorCode>([
  'server_unreachable',
  'upload_conflict',
  'storage_unavailable',
  'database_unavailable',
  'too_many_requests',
]);
const mayPass = (error: unknown): boolean => error instanceof ForgeError && PASSING.has(error.code);

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** Throws the server's error for a reply without success, and `server_unreachable`, `aborted`. */
async function ask(target: UploadTarget, method: string, path: string, { headers, body }: Asked = {}) {
  const { signal } = target;
  throwIfAborted(signal);
  let response: Response;
  try {
    response = await fetch(new URL(path, target.server), {
      method,
      headers: { ...target.headers, ...headers },
      ...(body ? { body } : {}),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    throwIfAborted(signal);
    throw unreachable(target, error);
  }
  if (response.ok) return response;
  const problem = problemSchema.safeParse(await response.json().catch(() => null));
  // A proxy's own page says only that the server behind it is away.
  if (!problem.success) throw unreachable(target, new Error(`status ${response.status}`));
  throw new ReportedError({ ...problem.data, message: problem.data.detail });
}

const unreachable = ({ server }: UploadTarget, cause: unknown): ForgeError =>
  new ForgeError('server_unreachable.upload', { server }, { cause });
