import './zod-without-eval.ts';
import { expose } from 'comlink';
import type { ModelFiles } from '../../core/models/model-files.ts';
import { tryHalfPrecision } from '../../core/models/precision-trial.ts';
import { findModel } from '../../core/models/registry.ts';
import { installErrorTransfer } from './error-transfer.ts';
import { OrtWebRuntime } from './ort-web-runtime.ts';

/** Tries fp16 on the graphics device. Throws what tryHalfPrecision throws. */
const run = (modelId: string, base: string, files: ModelFiles, beforeHalf: () => Promise<void>) =>
  tryHalfPrecision(findModel(modelId), new OrtWebRuntime('webgpu', base, true), files, { beforeHalf });

const trial = { run };
export type PrecisionTrialHost = typeof trial;

installErrorTransfer();
expose(trial);
