import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import type { ModelFiles } from '../../core/models/model-files.ts';
import { openModel, type Model } from '../../core/models/model.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';
import type { BrowserBackend } from './browser-backends.ts';
import { describeWebGpu, findWebGpu, OrtWebRuntime } from './ort-web-runtime.ts';
import { choosePrecision } from './precision-choice.ts';
import { openPrecisionMemory } from './precision-memory.ts';
import { runPrecisionTrial } from './run-precision-trial.ts';

/** A problem at the start of the model that the user should know of. */
export type StartNotice = 'webgpu-missing' | 'webgpu-software' | 'webgpu-failed';

export interface StartOptions {
  /** In the order in which they are tried. */
  readonly backends: readonly BrowserBackend[];
  /** Accept a software adapter, too. */
  readonly allowSoftwareGpu: boolean;
}

/**
 * The model on the first backend that works, in the best precision there. Throws `aborted`, and the last
 * backend's error when none works.
 *
 * @param notify called for each better backend that does not work
 */
export async function startOnFirst(
  { backends, allowSoftwareGpu }: StartOptions,
  model: Model,
  files: ModelFiles,
  notify: (notice: StartNotice) => void,
  signal: AbortSignal,
): Promise<Segmenter> {
  const base = new URL('/ort/', self.location.origin).href;
  let failure: unknown = new ForgeError('backend_unavailable.browser');
  for (const backend of backends) {
    throwIfAborted(signal);
    if (backend === 'webgpu') {
      const found = await findWebGpu(allowSoftwareGpu);
      if (found !== 'found') {
        notify(found === 'missing' ? 'webgpu-missing' : 'webgpu-software');
        failure = new ForgeError('backend_unavailable.no_webgpu');
        continue;
      }
    }
    try {
      if (backend === 'webgpu') return await startOnWebGpu(model, base, files, signal);
      return await openModel(model, new OrtWebRuntime(backend, base), files);
    } catch (error) {
      throwIfAborted(signal);
      console.warn(`The model did not start on ${backend}.`, error);
      if (backend === 'webgpu') notify('webgpu-failed');
      failure = error;
    }
  }
  throw failure;
}

/**
 * The model on the graphics device, in fp16 when a trial found that to be better: one trial for each device
 * and model. Throws `aborted`, `backend_unavailable`.
 */
async function startOnWebGpu(model: Model, base: string, files: ModelFiles, signal: AbortSignal): Promise<Segmenter> {
  const device = await describeWebGpu();
  const verdict = device?.mayComputeHalf ? await openPrecisionMemory(device.name, files.hashes) : null;
  const trial = (beforeHalf: () => Promise<void>) => runPrecisionTrial(model.id, base, files, beforeHalf, signal);
  const precision = await choosePrecision(trial, verdict, signal);
  if (precision === 'fp16') {
    try {
      return await openModel(model, new OrtWebRuntime('webgpu', base), files, precision);
    } catch (error) {
      // Browser and driver may have changed since the trial: the next visit tries again.
      console.warn('The model did not start in fp16.', error);
      await verdict?.forget();
    }
  }
  return openModel(model, new OrtWebRuntime('webgpu', base), files);
}
