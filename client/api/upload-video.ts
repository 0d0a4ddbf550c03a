import { Upload, type HttpRequest, type HttpResponse } from 'tus-js-client';
import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import { accountSchema } from '../../core/schema/api/accounts.ts';
import { UPLOADS_PATH, videoListSchema, type StoredVideo } from '../../core/schema/api/videos.ts';
import { uploadOptions } from '../../core/uploads/upload-rules.ts';
import { callApi } from './api-client.ts';
import { sha256Of } from './hash-once.ts';
import { withRetries } from './retry.ts';
import { renewAccess } from './renew-access.ts';
import { mayResumeUpload, toUploadError } from './upload-errors.ts';
import { StageMeter, type UploadProgress } from './upload-progress.ts';

/** Most bytes of one request: proxies buffer no more than that. */
const CHUNK_BYTES = 64 * 2 ** 20;

/** A video being uploaded to the account. */
export interface VideoUpload {
  /**
   * The video, once it is there and checked. Rejects with ApiError, `server_unreachable`, `upload_damaged`,
   * `aborted`.
   */
  readonly video: Promise<StoredVideo>;
  /** Sends nothing until `resume`; bytes that have arrived are kept. */
  pause(): void;
  resume(): void;
}

interface UploadOptions {
  readonly onProgress: (progress: UploadProgress) => void;
  /**
   * Ends the upload. Bytes that have arrived are kept on the server for two days, and the same file resumes
   * from there.
   */
  readonly signal: AbortSignal;
}

/**
 * Uploads a video to the account that is signed in. One that is there already is not sent again, and an
 * upload that was interrupted, even by a reload, resumes where it ended.
 */
export function uploadVideo(file: File, options: UploadOptions): VideoUpload {
  const sender = new VideoSender(file, options);
  return { video: sender.run(), pause: () => sender.pause(), resume: () => sender.resume() };
}

/**
 * The video with this content in the account; null when there is none. Throws ApiError, `server_unreachable`.
 */
async function findVideo(sha256: string, signal: AbortSignal): Promise<StoredVideo | null> {
  const path = `/api/videos?sha256=${sha256}` as const;
  const { videos } = await withRetries(() => callApi({ method: 'GET', path, reply: videoListSchema, signal }), signal);
  return videos[0] ?? null;
}

class VideoSender {
  readonly #sending: StageMeter;
  #upload: Upload | null = null;
  #paused = false;
  /** When the current request began. */
  #asked = Date.now();
  #renewed = false;

  constructor(
    private readonly file: File,
    private readonly options: UploadOptions,
  ) {
    this.#sending = new StageMeter('sending', file.size);
  }

  async run(): Promise<StoredVideo> {
    const { file, options } = this;
    const { onProgress, signal } = options;
    const hashing = new StageMeter('hashing', file.size);
    const sha256 = await sha256Of(file, (bytes) => onProgress(hashing.progress(bytes)), signal);
    const known = await findVideo(sha256, signal);
    if (known) return known;
    await this.#send(sha256);
    const video = await findVideo(sha256, signal);
    if (video) return video;
    throw new ForgeError('upload_damaged.video');
  }

  pause(): void {
    this.#paused = true;
    // Without ending it on the server.
    void this.#upload?.abort(false);
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#sending.restart();
    this.#upload?.start();
  }

  async #send(sha256: string): Promise<void> {
    const { signal } = this.options;
    throwIfAborted(signal);
    const ending = new AbortController();
    try {
      await new Promise<void>((resolve, reject) => {
        const upload = this.#uploadOf(sha256, resolve, reject);
        const stop = () => void upload.abort(false).then(() => reject(new ForgeError('aborted')), reject);
        signal.addEventListener('abort', stop, { once: true, signal: ending.signal });
        this.#begin(upload).catch(reject);
      });
    } finally {
      ending.abort();
      this.#upload = null;
    }
  }

  async #begin(upload: Upload): Promise<void> {
    const earlier = (await upload.findPreviousUploads())[0];
    if (earlier) upload.resumeFromPreviousUpload(earlier);
    if (this.options.signal.aborted) return;
    // From here on it can be paused and resumed.
    this.#upload = upload;
    if (!this.#paused) upload.start();
  }

  #uploadOf(sha256: string, resolve: () => void, reject: (error: Error) => void): Upload {
    return new Upload(this.file, {
      ...uploadOptions(this.file.name, sha256),
      endpoint: UPLOADS_PATH,
      chunkSize: CHUNK_BYTES,
      onProgress: (bytes) => this.options.onProgress(this.#sending.progress(bytes)),
      onBeforeRequest: (request) => this.#beforeRequest(request),
      onAfterResponse: (_request, response) => this.#afterResponse(response),
      onShouldRetry: (error) => this.#renewed || mayResumeUpload(error),
      onSuccess: () => resolve(),
      onError: (error) => reject(toUploadError(error)),
    });
  }

  async #beforeRequest(request: HttpRequest): Promise<void> {
    // The library takes any refusal of HEAD for a missing upload and begins anew: an expired access token is
    // renewed before.
    if (request.getMethod() === 'HEAD') await callApi({ method: 'GET', path: '/api/users/me', reply: accountSchema });
    this.#asked = Date.now();
    this.#renewed = false;
  }

  async #afterResponse(response: HttpResponse): Promise<void> {
    if (response.getStatus() === 401) this.#renewed = await renewAccess(this.#asked);
  }
}
