import { ForgeError } from '../../core/errors.ts';
import { datasetSchema, type Dataset } from '../../core/schema/api/datasets.ts';
import { ApiError, problemError } from './api-client.ts';
import { renewAccess } from './renew-access.ts';

/**
 * Saves an archive to the account that is signed in.
 *
 * @param onProgress share of the bytes that are on the server, 0..1; fetch() does not report upload progress,
 * so this is an XMLHttpRequest
 * @throws ApiError, `server_unreachable`, `aborted`
 */
export async function uploadDataset(
  archive: Blob,
  fileName: string,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Dataset> {
  const started = Date.now();
  try {
    return await sendArchive(archive, fileName, onProgress, signal);
  } catch (error) {
    const signedOut = error instanceof ApiError && error.code === 'not_signed_in';
    if (!signedOut || !(await renewAccess(started))) throw error;
    return sendArchive(archive, fileName, onProgress, signal);
  }
}

function sendArchive(
  archive: Blob,
  fileName: string,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Dataset> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onabort = () => reject(new ForgeError('aborted'));
    request.onerror = () => reject(new ForgeError('server_unreachable'));
    request.onload = () => {
      const body: unknown = parseJson(request.responseText);
      const dataset = datasetSchema.safeParse(body);
      if (request.status === 201 && dataset.success) resolve(dataset.data);
      else reject(problemError(request.status, body));
    };
    request.onloadend = () => signal.removeEventListener('abort', stop);
    signal.addEventListener('abort', stop, { once: true });
    const form = new FormData();
    form.set('archive', archive, fileName);
    request.open('POST', '/api/datasets');
    request.send(form);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
