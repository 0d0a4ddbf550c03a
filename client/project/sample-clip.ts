import { wrap } from 'comlink';
import { toForgeError } from '../../core/errors.ts';
import { installErrorTransfer } from '../workers/error-transfer.ts';
import type { SampleClipApi } from '../workers/sample-clip.worker.ts';
import { PageError } from '../i18n/page-error.ts';
import { storageTexts } from './storage/storage-texts.ts';
import { rejectOnWorkerFailure } from '../workers/worker-failure.ts';

installErrorTransfer();

/**
 * A short clip of a few moving objects, made in a worker of its own, to try the tool without a video.
 * Throws `video_unsupported_codec` when the browser can encode no video.
 */
export async function makeSampleClip(): Promise<File> {
  const worker = new Worker(new URL('../workers/sample-clip.worker.ts', import.meta.url), {
    type: 'module',
    name: 'sample-clip',
  });
  try {
    const clip = await Promise.race([wrap<SampleClipApi>(worker).make(), rejectOnWorkerFailure(worker)]);
    const extension = clip.type.includes('webm') ? 'webm' : 'mp4';
    return new File([clip], `sample-clip.${extension}`, { type: clip.type, lastModified: Date.now() });
  } catch (cause) {
    throw new PageError(toForgeError(cause).code, () => storageTexts.noSampleClip, { cause });
  } finally {
    worker.terminate();
  }
}
