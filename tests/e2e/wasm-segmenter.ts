import { OrtWebRuntime } from '../../client/workers/ort-web-runtime.ts';
import { readModelFiles } from '../../core/models/model-files.ts';
import { openModel, type Model } from '../../core/models/model.ts';
import { DEFAULT_MODEL } from '../../core/models/registry.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';
import { modelManifestSchema } from '../../core/schema/model-manifest.ts';

/** In a worker: a model on WebAssembly, with the files from the app's server. */
export async function openWasmSegmenter(model: Model = DEFAULT_MODEL): Promise<Segmenter> {
  const { models } = modelManifestSchema.parse(await (await fetchModel('manifest.json')).json());
  const entry = models.find(({ id }) => id === model.id);
  if (!entry) throw new Error(`no model ${model.id}`);
  const files = await readModelFiles(
    entry.files,
    async ({ name }) => new Uint8Array(await (await fetchModel(name)).arrayBuffer()),
  );
  const runtime = new OrtWebRuntime('wasm', new URL('/ort/', self.location.origin).href);
  return openModel(model, runtime, files);
}

async function fetchModel(name: string): Promise<Response> {
  const response = await fetch(`/models/${name}`);
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return response;
}
