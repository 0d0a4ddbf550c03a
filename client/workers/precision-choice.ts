import { throwIfAborted } from '../../core/errors.ts';
import { untriedReport, type PrecisionReport } from '../../core/models/precision-trial.ts';
import type { Precision } from '../../core/ports/segmenter.ts';

/** The remembered result for one device and model, kept between visits. */
export interface PrecisionMemory {
  /** null when nothing is remembered. */
  read(): Promise<PrecisionReport | null>;
  /** Throws when it cannot be stored. */
  write(report: PrecisionReport): Promise<void>;
  forget(): Promise<void>;
}

/**
 * The precision of the encoder: as remembered, otherwise as a trial finds. Before the trial begins with fp16
 * "fp32" is remembered: should the tab or the driver crash, it is not tried again. Without storage nothing is
 * tried.
 * Throws `aborted`; then nothing is remembered.
 *
 * @param trial calls its argument before it begins with fp16; it throws when even fp32 cannot be tried, and
 * the next visit tries again
 */
export async function choosePrecision(
  trial: (beforeHalf: () => Promise<void>) => Promise<PrecisionReport>,
  verdict: PrecisionMemory | null,
  signal: AbortSignal,
): Promise<Precision> {
  if (!verdict) return 'fp32';
  try {
    const known = await verdict.read();
    if (known) return known.precision;
    const report = await trial(() => verdict.write(untriedReport('the trial of fp16 did not come to its end')));
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
