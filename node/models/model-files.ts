import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ForgeError } from '../../core/errors.ts';
import { readModelFiles, type ModelFiles } from '../../core/models/model-files.ts';
import type { Model } from '../../core/models/model.ts';
import { MODELS } from '../../core/models/registry.ts';
import {
  fileManifestSchema,
  type ModelEntry,
  type ModelFile,
  type ModelManifest,
} from '../../core/schema/model-manifest.ts';
import { APP_ROOT } from '../app-root.ts';

const MANIFEST_PATH = join(APP_ROOT, 'models', 'manifest.json');
const require = createRequire(import.meta.url);

/** The models of the registry with their files. Throws `model_unavailable`. */
export async function readManifest(): Promise<ModelManifest> {
  try {
    const { version, models } = fileManifestSchema.parse(JSON.parse(await readFile(MANIFEST_PATH, 'utf8')));
    const entries = MODELS.map(({ id, title, licence, homepage }) => {
      const listed = models.find((each) => each.id === id);
      if (!listed) throw new Error(`no model "${id}"`);
      return { id, title, licence, homepage, files: listed.files };
    });
    return { version, models: entries };
  } catch (error) {
    throw new ForgeError('model_unavailable.list_damaged', {}, { cause: error });
  }
}

/** Path of a model's file on this machine. Throws `model_unavailable` when its package is not installed. */
export function locateModelFile({ name, source }: ModelFile): string {
  try {
    return join(dirname(require.resolve(`${source.package}/package.json`)), source.path);
  } catch (error) {
    throw new ForgeError('model_unavailable.not_installed', { name, package: source.package }, { cause: error });
  }
}

/**
 * The bytes of a model file, checked against the manifest. Throws `model_unavailable` when it is missing,
 * `model_hash_mismatch` when it is not the manifest's file.
 *
 * @param path of the file; by default in its installed package
 */
export async function readModelFile(file: ModelFile, path = locateModelFile(file)): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Uint8Array.from(await readFile(path));
  } catch (error) {
    throw unreadable(file, error);
  }
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) throw damaged(file);
  return bytes;
}

/** Checks a model file without reading it into memory as a whole. Throws as readModelFile does. */
export async function checkModelFile(file: ModelFile, path = locateModelFile(file)): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw unreadable(file, error);
  }
  if (hash.digest('hex') !== file.sha256) throw damaged(file);
}

const unreadable = ({ name }: ModelFile, cause: unknown) =>
  new ForgeError('model_unavailable.file_unreadable', { name }, { cause });

const damaged = ({ name }: ModelFile) => new ForgeError('model_hash_mismatch.installed', { name });

/** The entry of one model. Throws `model_unavailable`. */
export async function findModelEntry({ id }: Pick<Model, 'id'>): Promise<ModelEntry> {
  const entry = (await readManifest()).models.find((model) => model.id === id);
  if (!entry) throw new ForgeError('model_unavailable.unknown', { id });
  return entry;
}

/** The checked files of a model, as its adapter takes them. Throws as readModelFile does. */
export async function loadModelFiles(model: Pick<Model, 'id'>): Promise<ModelFiles> {
  const { files } = await findModelEntry(model);
  return readModelFiles(files, (file) => readModelFile(file));
}
