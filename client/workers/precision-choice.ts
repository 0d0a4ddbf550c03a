import { throwIfAborted } from '../../core/errors.ts';
import { withoutTrial, type PrecisionReport } from '../../core/models/precision-trial.ts';
import type { Precision } from '../../core/ports/segmenter.ts';

/** What is remembered of one device and model from visit to visit. */
export interface Verdict {
  /** null where nothing is remembered. */
  read(): Promise<PrecisionReport | null>;
  /** Throws where it cannot be kept. */
  write(report: PrecisionReport): Promise<void>;
  forget(): Promise<void>;
}

/**
 * What the encoder is to compute with: as remembered, otherwise as a trial finds. Before the trial begins with fp16 "fp32" is remembered: should the tab
 * or the driver not survive it, it is not tried again. Where nothing can be remembered nothing is tried.
 * Throws `aborted`; then nothing is remembered.
 *
 * @param trial calls its argument before it begins with fp16; it throws where even fp32 cannot be tried, which is for the next visit to find out
 */
export async function choosePrecision(
  trial: (beforeHalf: () => Promise<void>) => Promise<PrecisionReport>,
  verdict: Verdict | null,
  signal: AbortSignal,
): Promise<Precision> {
  if (!verdict) return 'fp32';
  try {
    const known = await verdict.read();
    if (known) return known.precision;
    const report = await trial(() => verdict.write(withoutTrial('the trial of fp16 did not come to its end')));
    await verdict.write(report);
    console.info(`The model computes in ${report.precision} here: ${report.reason}.`);
    return report.precision;
  } catch (error) {
    if (signal.aborted) await verdict.forget();
    throwIfAborted(signal);
    console.warn('What the model should compute with could not be tried.', error);
    return 'fp32';
  }
}
