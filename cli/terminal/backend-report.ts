import type { Fallback } from '../../core/models/fallback-segmenter.ts';
import type { PrecisionReport } from '../../core/models/precision-trial.ts';
import type { Backend, Segmenter } from '../../core/ports/segmenter.ts';
import type { NodeBackend } from '../../node/segmenter/ort-node-runtime.ts';
import { openNodeSegmenter, type Device, type WantedPrecision } from '../../node/segmenter/segmenter.ts';
import type { ProgressView } from './progress.ts';

const NAMES: Readonly<Record<Backend, string>> = { cuda: 'CUDA', webgpu: 'WebGPU', cpu: 'CPU', wasm: 'WebAssembly' };

/** The device and the precision to run the model with. */
export interface ModelOptions {
  readonly device: Device;
  readonly precision: WantedPrecision;
}

/**
 * Opens the model and prints its backend and precision; prints again when a run has to leave that backend.
 */
export async function openReportedSegmenter(
  { device, precision }: ModelOptions,
  view: ProgressView,
  signal: AbortSignal,
): Promise<Segmenter> {
  const onFallback = ({ from, to, reason }: Fallback) => {
    // A better backend that is missing is usual, and `vdf doctor` says why. One that fails during the work is
    // news.
    if (reason.code === 'backend_unavailable') return;
    view.say(`${NAMES[from]} failed (${reason.message.replace(/\.$/, '')}); going on with ${NAMES[to]}.`);
  };
  let chosen = '';
  const onPrecision = (backend: NodeBackend, report: PrecisionReport) => {
    // The CPU runs in fp32 by default, so that is not worth a line.
    const isUsual = backend === 'cpu' && report.precision === 'fp32';
    chosen = isUsual ? '' : ` in ${report.precision} (${report.reason})`;
  };
  const segmenter = await openNodeSegmenter({ device, precision, onPrecision, onFallback, signal });
  view.say(`Running on ${NAMES[segmenter.info.backend]}${chosen}.`);
  return segmenter;
}
