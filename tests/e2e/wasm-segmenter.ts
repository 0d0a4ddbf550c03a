import { OrtWebRuntime } from '../../client/workers/ort-web-runtime.ts';
import { createMobileSam } from '../../core/models/mobile-sam.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';

/** In a worker: the default model on WebAssembly, with the files from the app's server. */
export async function openWasmSegmenter(): Promise<Segmenter> {
  const [encoder, decoder] = await Promise.all(['encoder', 'sam'].map(fetchModel));
  if (!encoder || !decoder) throw new Error('no model');
  const runtime = new OrtWebRuntime('wasm', new URL('/ort/', self.location.origin).href);
  return createMobileSam(runtime, { encoder, decoder, hashes: {} });
}

async function fetchModel(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`/models/${name}.onnx`);
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
