import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../models/manifest.json' with { type: 'json' };
import { DEFAULT_MODEL, MODELS } from '../../core/models/registry.ts';
import type { ModelFile } from '../../core/schema/model-manifest.ts';
import {
  checkModelFile,
  findModelEntry,
  loadModelFiles,
  locateModelFile,
  readManifest,
  readModelFile,
} from './model-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function anyFile(): Promise<ModelFile> {
  const [file] = (await findModelEntry(DEFAULT_MODEL)).files;
  if (!file) throw new Error('the manifest names no file of the default model');
  return file;
}

describe('model files', () => {
  it('are all installed, of the stated size and hash, and their graphs’ inputs and outputs match the manifest', async () => {
    const { models } = await readManifest();
    for (const file of models.flatMap((model) => model.files)) {
      const bytes = await readModelFile(file);
      expect(bytes.length).toBe(file.bytes);
      const session = await InferenceSession.create(bytes);
      expect([...session.inputNames].sort()).toEqual(file.inputs.map(({ name }) => name).sort());
      expect([...session.outputNames].sort()).toEqual(file.outputs.map(({ name }) => name).sort());
      await session.release();
    }
  });

  it('are those of the models of the registry, whose names they have to themselves', async () => {
    expect(manifest.models.map(({ id }) => id).sort()).toEqual(MODELS.map(({ id }) => id).sort());
    const names = manifest.models.flatMap(({ files }) => files.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(MODELS)('take the square that the model says: $title', async ({ id, inputSide }) => {
    const { files } = await findModelEntry({ id });
    const inputs = files.flatMap((file) => file.inputs.map(({ dims }) => dims));
    expect(inputs.filter((dims) => dims.filter((size) => size === inputSide).length === 2)).toHaveLength(1);
  });

  it('come with their hashes', async () => {
    const { hashes } = await loadModelFiles(DEFAULT_MODEL);
    const { files } = await findModelEntry(DEFAULT_MODEL);
    expect(hashes).toEqual(Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256])));
  });

  it('are refused when damaged', async () => {
    const file = await anyFile();
    const bytes = await readModelFile(file);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    const path = join(folder, 'damaged.onnx');
    await writeFile(path, bytes);
    await expect(readModelFile(file, path)).rejects.toMatchObject({ code: 'model_hash_mismatch' });
    await expect(checkModelFile(file, path)).rejects.toMatchObject({ code: 'model_hash_mismatch' });
    await expect(checkModelFile(file)).resolves.toBeUndefined();
  });

  it('are missed with what to do', async () => {
    const file = await anyFile();
    const none = join(folder, 'none.onnx');
    await expect(readModelFile(file, none)).rejects.toMatchObject({ code: 'model_unavailable' });
    await expect(checkModelFile(file, none)).rejects.toMatchObject({ code: 'model_unavailable' });
    const elsewhere = { ...file, source: { ...file.source, package: 'no-such-package' } };
    expect(() => locateModelFile(elsewhere)).toThrow(/npm install/);
    await expect(findModelEntry({ id: 'no-such-model' })).rejects.toMatchObject({ code: 'model_unavailable' });
  });
});
