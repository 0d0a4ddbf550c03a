import { z } from 'zod';
import { toForgeError } from '../errors.ts';
import { bitmaskIou } from '../metrics/mask-iou.ts';
import type { ModelRuntime } from '../ports/model-runtime.ts';
import { LOW_RES_MASK_SIDE, PRECISIONS, type Precision, type Segmenter } from '../ports/segmenter.ts';
import type { ModelFiles } from './model-files.ts';
import { openModel, type Model } from './model.ts';
import { trialScene } from './trial-scene.ts';

/** To be raised when the trial itself changes: stored verdicts are then determined anew. */
export const TRIAL_VERSION = 1;

/** The least IoU of the two masks of every prompt. */
const LEAST_IOU = 0.99;
/**
 * Encodings that are timed, the fastest of which counts, and milliseconds after which no further one begins:
 * on a slow device one has to do.
 */
const TIMED_ENCODES = 3;
const TIMING_MS = 1000;

/** The precision that a device should compute with, and why. */
export const precisionReportSchema = z.object({
  precision: z.enum(PRECISIONS),
  /** A clause, in English. */
  reason: z.string(),
  /** Of the masks in fp16 and in fp32; null where they were not compared. */
  lowestIou: z.number().nullable(),
  /** Milliseconds that the encoder takes for one picture; null where nothing was measured. */
  fp32Milliseconds: z.number().nullable(),
  fp16Milliseconds: z.number().nullable(),
});
export type PrecisionReport = Readonly<z.infer<typeof precisionReportSchema>>;

/** The report without a trial, or of a trial that did not finish. */
export const untriedReport = (reason: string, precision: Precision = 'fp32'): PrecisionReport => ({
  precision,
  reason,
  lowestIou: null,
  fp32Milliseconds: null,
  fp16Milliseconds: null,
});

/** The model's results on the trial's picture. */
interface Outcome {
  readonly masks: readonly Uint8Array[];
  /** Whether every output value is a finite number. */
  readonly isFinite: boolean;
  readonly encodeMilliseconds: number;
}

/**
 * Determines the encoder's precision on a device: 16-bit floats where the masks of a drawn picture agree with
 * those in fp32 (an IoU of 0.99 or more for every prompt) and it is faster; otherwise, and on any failure in
 * fp16, 32-bit floats. One model after the other is loaded and released: two at once may be more than a
 * graphics card holds.
 * Throws `aborted`, and what loading and running the model in fp32 throws.
 *
 * @param beforeHalf called before fp16 is begun, which can crash the device or the process
 */
export async function tryHalfPrecision(
  model: Model,
  runtime: ModelRuntime,
  files: ModelFiles,
  { signal, beforeHalf }: { readonly signal?: AbortSignal; readonly beforeHalf?: () => Promise<void> } = {},
): Promise<PrecisionReport> {
  if (!runtime.mayComputeHalf) return untriedReport('the device has no 16-bit floats that would gain anything');
  if (!model.precisions.includes('fp16')) return untriedReport('the model has no 16-bit floats');
  const scene = trialScene();
  const look = async (precision: Precision) => {
    const segmenter = await openModel(model, runtime, files, precision);
    try {
      return await lookAt(scene, segmenter, signal);
    } finally {
      await segmenter.dispose();
    }
  };
  const full = await look('fp32');
  await beforeHalf?.();
  try {
    return compare(full, await look('fp16'));
  } catch (thrown) {
    const error = toForgeError(thrown);
    if (error.code === 'aborted') throw error;
    const reason = `fp16 failed: ${error.message.replace(/\.$/, '')}`;
    return { ...untriedReport(reason), fp32Milliseconds: full.encodeMilliseconds };
  }
}

function compare(full: Outcome, half: Outcome): PrecisionReport {
  const lowestIou = Math.min(...full.masks.map((mask, at) => iouOf(mask, half.masks[at])));
  const [before, after] = [full.encodeMilliseconds, half.encodeMilliseconds];
  const measured = { lowestIou, fp32Milliseconds: before, fp16Milliseconds: after };
  const times = `${after.toFixed(0)} ms a frame instead of ${before.toFixed(0)}`;
  const stay = (reason: string): PrecisionReport => ({ precision: 'fp32', reason, ...measured });
  if (!full.isFinite) return stay('the trial in fp32 gave something that is no number');
  if (!half.isFinite) return stay('fp16 gives something that is no number');
  // Rounded down: a value just below the limit must not look like the limit.
  const iou = (Math.floor(lowestIou * 1000) / 1000).toFixed(3);
  if (lowestIou < LEAST_IOU) return stay(`the masks of fp16 differ, to an IoU of ${iou}`);
  if (after >= before) return stay(`fp16 is not faster: ${times}`);
  return { precision: 'fp16', reason: `its masks agree with fp32, to an IoU of ${iou}; ${times}`, ...measured };
}

async function lookAt(
  { image, prompts }: ReturnType<typeof trialScene>,
  segmenter: Segmenter,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  // The first run also prepares the device.
  const embedding = await segmenter.encode(image, signal);
  const times: number[] = [];
  for (let spent = 0; times.length < TIMED_ENCODES && spent < TIMING_MS; spent += times.at(-1) ?? 0) {
    const before = segmenter.runMilliseconds;
    (await segmenter.encode(image, signal)).dispose();
    times.push(segmenter.runMilliseconds - before);
  }
  const masks: Uint8Array[] = [];
  let isFinite = embedding.features.every(Number.isFinite);
  for (const prompt of prompts) {
    const { lowResLogits } = await segmenter.decode(embedding, prompt, signal);
    isFinite &&= lowResLogits.every(Number.isFinite);
    masks.push(Uint8Array.from(lowResLogits, (logit) => Number(logit > 0)));
  }
  embedding.dispose();
  return { masks, isFinite, encodeMilliseconds: Math.min(...times) };
}

function iouOf(a: Uint8Array, b: Uint8Array | undefined): number {
  const size = { width: LOW_RES_MASK_SIDE, height: LOW_RES_MASK_SIDE };
  return b ? bitmaskIou({ ...size, data: a }, { ...size, data: b }) : 0;
}
