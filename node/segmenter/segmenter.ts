import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import { createFallbackSegmenter, type Fallback } from '../../core/models/fallback-segmenter.ts';
import { openModel, type Model } from '../../core/models/model.ts';
import { untriedReport, type PrecisionReport } from '../../core/models/precision-trial.ts';
import { DEFAULT_MODEL } from '../../core/models/registry.ts';
import type { Precision, Segmenter } from '../../core/ports/segmenter.ts';
import { loadModelFiles } from '../models/model-files.ts';
import { NODE_BACKENDS, type NodeBackend } from './ort-node-runtime.ts';
import { OrtThreadRuntime } from './ort-thread-runtime.ts';
import { CPU_PRECISION, probeBackend } from './segmenter-probe.ts';

export type Device = 'auto' | NodeBackend;
export type WantedPrecision = 'auto' | Precision;

export interface NodeSegmenterOptions {
  /** The default model where none is given. */
  readonly model?: Model;
  /** `auto` takes the best backend that works here; another one is used or refused. */
  readonly device: Device;
  /**
   * `auto`, the default, tries on each graphics card which precision is right and faster there, and takes
   * fp32 on the CPU; any other is used untried.
   */
  readonly precision?: WantedPrecision;
  /** Called for each backend that works, before the model is loaded: the precision there, and why. */
  readonly onPrecision?: (backend: NodeBackend, report: PrecisionReport) => void;
  /** Threads of the model on the CPU; 0, the default, leaves it to the runtime (all cores). */
  readonly threads?: number;
  /**
   * Called when the work leaves a backend. With `auto`, also for each better backend that does not work here
   * (`backend_unavailable`).
   */
  readonly onFallback: (fallback: Fallback<NodeBackend>) => void;
  readonly signal?: AbortSignal;
}

/**
 * Opens a model on the best backend of this machine, or on the wanted one. Backends other than the
 * CPU are tried in a process of their own first. A backend that fails later is replaced by the next one
 * (`auto` only). Throws `backend_unavailable` with advice, `model_unavailable`, `model_hash_mismatch`,
 * `aborted`.
 */
export async function openNodeSegmenter({
  model = DEFAULT_MODEL,
  device,
  precision = 'auto',
  onPrecision,
  threads = 0,
  onFallback,
  signal,
}: NodeSegmenterOptions): Promise<Segmenter> {
  const files = await loadModelFiles(model);
  const create = async (backend: NodeBackend) => {
    throwIfAborted(signal);
    // The CPU has no driver that could crash; loading the model is test enough.
    const tryHalf = precision === 'auto';
    const probe = backend === 'cpu' ? null : await probeBackend(backend, { model, tryHalf, signal });
    // Ctrl-C reaches the trial run's process too; that says nothing about the backend.
    throwIfAborted(signal);
    if (probe?.works === false)
      throw new ForgeError(`backend_unavailable.${backend}`, { detail: probe.reason.replace(/\.$/, '') });
    const report = tryHalf ? (probe?.precision ?? CPU_PRECISION) : untriedReport('as asked for', precision);
    onPrecision?.(backend, report);
    return openModel(model, new OrtThreadRuntime(backend, threads), files, report.precision);
  };
  return createFallbackSegmenter(device === 'auto' ? NODE_BACKENDS : [device], create, onFallback);
}
