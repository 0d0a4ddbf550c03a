import { ForgeError, throwIfAborted, toForgeError } from '../../core/errors.ts';
import type { ModelFile } from '../../core/schema/model-manifest.ts';

export interface DownloadProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

export interface StoredModelFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** True when this visit had to download it. */
  readonly downloaded: boolean;
  /** True when the browser keeps it for the next visit. */
  readonly kept: boolean;
}

const CACHE_NAME = 'vdf-models';

/** The address of a model file on the app's own server. */
const addressOf = (file: ModelFile) => `/models/${encodeURIComponent(file.name)}`;
/** The hash is part of the key, so a new version of a model is never mixed with the bytes of the old one. */
const keyOf = (file: ModelFile) => `${addressOf(file)}?sha256=${file.sha256}`;

/**
 * A model file from the browser's cache, otherwise from the app's server. The result always has the hash of
 * the manifest: a damaged copy in the cache is discarded and downloaded again.
 * Throws `model_unavailable`, `model_hash_mismatch` (the server's own copy is wrong), `aborted`.
 */
export async function loadModelFile(
  file: ModelFile,
  onProgress: (progress: DownloadProgress) => void,
  signal?: AbortSignal,
): Promise<StoredModelFile> {
  const kept = await readKept(file);
  if (kept) return { bytes: kept, downloaded: false, kept: true };
  const bytes = await download(file, onProgress, signal);
  if ((await sha256(bytes)) !== file.sha256) {
    throw new ForgeError('model_hash_mismatch.server', { name: file.name });
  }
  return { bytes, downloaded: true, kept: await keep(file, bytes) };
}

async function readKept(file: ModelFile): Promise<Uint8Array<ArrayBuffer> | null> {
  const cache = await openCache();
  const response = await cache?.match(keyOf(file));
  if (!cache || !response) return null;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if ((await sha256(bytes)) === file.sha256) return bytes;
  await cache.delete(keyOf(file));
  return null;
}

/**
 * Private windows and full disks refuse to store; the model then works for this visit, and the caller reports
 * it.
 */
async function keep(file: ModelFile, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const cache = await openCache();
  if (!cache) return false;
  try {
    for (const request of await cache.keys()) {
      const { pathname, search } = new URL(request.url);
      const outdated = pathname === addressOf(file) && !search.endsWith(file.sha256);
      if (outdated) await cache.delete(request);
    }
    await cache.put(keyOf(file), new Response(bytes, { headers: { 'Content-Length': String(bytes.length) } }));
    return true;
  } catch (error) {
    console.warn('The model could not be kept in the browser.', error);
    return false;
  }
}

async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(CACHE_NAME);
  } catch (error) {
    console.warn('This browser offers no cache here.', error);
    return null;
  }
}

async function download(
  file: ModelFile,
  onProgress: (progress: DownloadProgress) => void,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const fail = (cause: unknown) => new ForgeError('model_unavailable.download', { name: file.name }, { cause });
  const bytes = new Uint8Array(file.bytes);
  let received = 0;
  try {
    const response = await fetch(addressOf(file), signal ? { signal } : {});
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    const reader = response.body.getReader();
    for (;;) {
      const { done, value: chunk } = await reader.read();
      if (done) break;
      if (received + chunk.length > bytes.length) throw new Error('longer than the manifest says');
      bytes.set(chunk, received);
      received += chunk.length;
      onProgress({ receivedBytes: received, totalBytes: file.bytes });
    }
  } catch (error) {
    throwIfAborted(signal);
    const known = toForgeError(error);
    throw known.code === 'aborted' ? known : fail(error);
  }
  if (received !== file.bytes) throw fail(new Error(`${received} of ${file.bytes} bytes`));
  return bytes;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
