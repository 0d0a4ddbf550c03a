import type { Fallback } from '../../core/models/fallback-segmenter.ts';
import type { PrecisionReport } from '../../core/models/precision-trial.ts';
import type { Backend, Segmenter } from '../../core/ports/segmenter.ts';
import type { NodeBackend } from '../../node/segmenter/ort-node-runtime.ts';
import { openNodeSegmenter, type Device, type WantedPrecision } from '../../node/segmenter/segmenter.ts';
import type { ProgressView } from './progress.ts';

const NAMES: Readonly<Record<Backend, string>> = { cuda: 'CUDA', webgpu: 'WebGPU', cpu: 'CPU', wasm: 'WebAssembly' };

/** Where and with what the model is to run. */
export interface ModelOptions {
  readonly device: Device;
  readonly precision: WantedPrecision;
}

/** Opens the model and says on which backend and in which precision; later also when the work had to leave it. */
export async function openReportedSegmenter(
  { device, precision }: ModelOptions,
  view: ProgressView,
  signal: AbortSignal,
): Promise<Segmenter> {
  const onFallback = ({ from, to, reason }: Fallback) => {
    // That a better backend is not there is usual; `vdf doctor` tells why. One that breaks during the work is news.
    if (reason.code === 'backend_unavailable') return;
    view.say(`${NAMES[from]} failed (${reason.message.replace(/\.$/, '')}); going on with ${NAMES[to]}.`);
  };
  let chosen = '';
  const onPrecision = (backend: NodeBackend, report: PrecisionReport) => {
    // The CPU has no choice to speak of.
    const isUsual = backend === 'cpu' && report.precision === 'fp32';
    chosen = isUsual ? '' : ` in ${report.precision} (${report.reason})`;
  };
  const segmenter = await openNodeSegmenter({ device, precision, onPrecision, onFallback, signal });
  view.say(`Running on ${NAMES[segmenter.info.backend]}${chosen}.`);
  return segmenter;
}
