import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import { createMobileSam, type MobileSamFiles } from '../../core/models/mobile-sam.ts';
import type { Precision, Segmenter } from '../../core/ports/segmenter.ts';
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
    const precision = backend === 'webgpu' ? await precisionOnWebGpu(base, files, signal) : 'fp32';
    try {
      return await createMobileSam(new OrtWebRuntime(backend, base), files, precision);
    } catch (error) {
      console.warn(`The model did not start on ${backend}.`, error);
      if (backend === 'webgpu') notify('webgpu-failed');
      failure = error;
    }
  }
  throw failure;
}

/** What the encoder is to compute with on the graphics device: tried once for each device and model. Throws `aborted`. */
async function precisionOnWebGpu(base: string, files: MobileSamFiles, signal: AbortSignal): Promise<Precision> {
  const device = await describeWebGpu();
  if (!device?.mayComputeHalf) return 'fp32';
  const verdict = await openVerdict(device.name, files.hashes);
  const trial = (beforeHalf: () => Promise<void>) => runPrecisionTrial(base, files, beforeHalf, signal);
  return choosePrecision(trial, verdict, signal);
}
