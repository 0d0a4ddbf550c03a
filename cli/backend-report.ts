import type { Fallback } from '../core/models/fallback-segmenter.ts';
import type { Backend, Segmenter } from '../core/ports/segmenter.ts';
import { openNodeSegmenter, type Device } from '../server/inference/segmenter.ts';
import type { ProgressView } from './progress.ts';

const NAMES: Readonly<Record<Backend, string>> = { cuda: 'CUDA', webgpu: 'WebGPU', cpu: 'CPU', wasm: 'WebAssembly' };

/** Opens the model and says on which backend; later also when the work had to leave it. */
export async function openReportedSegmenter(
  device: Device,
  view: ProgressView,
  signal: AbortSignal,
): Promise<Segmenter> {
  const onFallback = ({ from, to, reason }: Fallback) => {
    // That a better backend is not there is usual; `vdf doctor` tells why. One that breaks during the work is news.
    if (reason.code === 'backend_unavailable') return;
    view.say(`${NAMES[from]} failed (${reason.message.replace(/\.$/, '')}); going on with ${NAMES[to]}.`);
  };
  const segmenter = await openNodeSegmenter({ device, onFallback, signal });
  view.say(`Running on ${NAMES[segmenter.info.backend]}.`);
  return segmenter;
}
