import { proxy, wrap } from 'comlink';
import { ForgeError } from '../../core/errors.ts';
import type { ModelFiles } from '../../core/models/model-files.ts';
import type { PrecisionReport } from '../../core/models/precision-trial.ts';
import type { PrecisionTrialHost } from './precision-trial.worker.ts';

/** A device that gains anything by fp16 needs a few seconds, most of them to load the model twice. */
const TIME_LIMIT_MS = 60_000;

/**
 * Tries fp16 on the graphics device in a worker of its own: a lost device, or a runtime that crashed, ends
 * with it.
 * Throws `aborted`, `device_lost` when the trial takes far too long, and its errors in fp32.
 *
 * @param base as OrtWebRuntime takes it
 * @param beforeHalf called before it begins with fp16
 */
export async function runPrecisionTrial(
  modelId: string,
  base: string,
  files: ModelFiles,
  beforeHalf: () => Promise<void>,
  signal: AbortSignal,
): Promise<PrecisionReport> {
  const worker = new Worker(new URL('./precision-trial.worker.ts', import.meta.url), {
    type: 'module',
    name: 'precision-trial',
  });
  let limit: ReturnType<typeof setTimeout> | undefined;
  const ended = new Promise<never>((_, reject) => {
    limit = setTimeout(() => reject(new ForgeError('device_lost.slow_trial')), TIME_LIMIT_MS);
    signal.addEventListener('abort', () => reject(new ForgeError('aborted')), { once: true });
    worker.addEventListener('error', ({ message }) =>
      reject(new ForgeError('internal.detail', { detail: `The trial of fp16 failed: ${message}.` })),
    );
  });
  try {
    const report = wrap<PrecisionTrialHost>(worker).run(modelId, base, files, proxy(beforeHalf));
    return await Promise.race([report, ended]);
  } finally {
    clearTimeout(limit);
    worker.terminate();
  }
}
