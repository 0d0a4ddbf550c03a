import './zod-without-eval.ts';
import { expose } from 'comlink';
import type { MobileSamFiles } from '../../core/models/mobile-sam.ts';
import { tryHalfPrecision } from '../../core/models/precision-trial.ts';
import { installErrorTransfer } from './error-transfer.ts';
import { OrtWebRuntime } from './ort-web-runtime.ts';

/** Tries fp16 on the graphics device. Throws what tryHalfPrecision throws. */
const run = (base: string, files: MobileSamFiles, beforeHalf: () => Promise<void>) =>
  tryHalfPrecision(new OrtWebRuntime('webgpu', base, true), files, { beforeHalf });

const trial = { run };
export type PrecisionTrialHost = typeof trial;

installErrorTransfer();
expose(trial);
