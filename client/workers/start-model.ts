import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import { createMobileSam, type MobileSamFiles } from '../../core/models/mobile-sam.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';
import type { BrowserBackend } from './browser-backends.ts';
import { describeWebGpu, findWebGpu, OrtWebRuntime } from './ort-web-runtime.ts';
import { choosePrecision } from './precision-choice.ts';
import { openVerdict } from './precision-verdict.ts';
import { runPrecisionTrial } from './run-precision-trial.ts';

/** What a person should know of how the model was started. */
export type StartNotice = 'webgpu-missing' | 'webgpu-software' | 'webgpu-failed';

export interface StartOptions {
  /** In the order in which they are tried. */
  readonly backends: readonly BrowserBackend[];
  /** Take an adapter that is emulated on the CPU, too. */
  readonly allowSoftwareGpu: boolean;
}

/**
 * The model on the first backend that works, in the precision that is best there. Throws `aborted`, and what the last backend throws where none works.
 *
 * @param notify told of each better backend that does not work
 */
export async function startOnFirst(
  { backends, allowSoftwareGpu }: StartOptions,
  files: MobileSamFiles,
  notify: (notice: StartNotice) => void,
  signal: AbortSignal,
): Promise<Segmenter> {
  const base = new URL('/ort/', self.location.origin).href;
  let failure: unknown = new ForgeError('backend_unavailable', 'The model cannot run in this browser.');
  for (const backend of backends) {
    throwIfAborted(signal);
    if (backend === 'webgpu') {
      const found = await findWebGpu(allowSoftwareGpu);
      if (found !== 'found') {
        notify(found === 'missing' ? 'webgpu-missing' : 'webgpu-software');
        failure = new ForgeError('backend_unavailable', 'This browser offers no usable graphics device (WebGPU).');
        continue;
      }
    }
    try {
      if (backend === 'webgpu') return await startOnWebGpu(base, files, signal);
      return await createMobileSam(new OrtWebRuntime(backend, base), files);
    } catch (error) {
      throwIfAborted(signal);
      console.warn(`The model did not start on ${backend}.`, error);
      if (backend === 'webgpu') notify('webgpu-failed');
      failure = error;
    }
  }
  throw failure;
}

/** On the graphics device, in fp16 where a trial found that to be better: once for each device and model. Throws `aborted`, `backend_unavailable`. */
async function startOnWebGpu(base: string, files: MobileSamFiles, signal: AbortSignal): Promise<Segmenter> {
  const device = await describeWebGpu();
  const verdict = device?.mayComputeHalf ? await openVerdict(device.name, files.hashes) : null;
  const trial = (beforeHalf: () => Promise<void>) => runPrecisionTrial(base, files, beforeHalf, signal);
  const precision = await choosePrecision(trial, verdict, signal);
  if (precision === 'fp16') {
    try {
      return await createMobileSam(new OrtWebRuntime('webgpu', base), files, precision);
    } catch (error) {
      // Browser and driver may be others than on the visit on which it was tried: the next one tries again.
      console.warn('The model did not start in fp16.', error);
      await verdict?.forget();
    }
  }
  return createMobileSam(new OrtWebRuntime('webgpu', base), files);
}
