import { toForgeError } from '../../core/errors.ts';
import type { ModelFile } from '../../core/schema/model-manifest.ts';
import { readManifest, readModelFile } from '../../node/models/model-files.ts';

/** One file of a model as it is on the disk. */
export interface ModelFileCheck {
  readonly role: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** The npm package of the file, as `package@version`. */
  readonly source: string;
  /** `damaged`: there is a file, but not the one that the manifest names. */
  readonly state: 'verified' | 'missing' | 'damaged';
}

export interface ModelCheck {
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  readonly files: readonly ModelFileCheck[];
}

/**
 * Compares every file of the manifest with its hash. Throws `model_unavailable` when the manifest itself
 * cannot be read.
 */
export async function checkModels(): Promise<ModelCheck[]> {
  const { models } = await readManifest();
  const checks: ModelCheck[] = [];
  for (const { id, title, licence, files } of models) {
    const checked: ModelFileCheck[] = [];
    for (const file of files) checked.push(await checkFile(file));
    checks.push({ id, title, licence, files: checked });
  }
  return checks;
}

async function checkFile(file: ModelFile): Promise<ModelFileCheck> {
  const { role, name, sha256, bytes, source } = file;
  return { role, name, sha256, bytes, source: `${source.package}@${source.version}`, state: await stateOf(file) };
}

async function stateOf(file: ModelFile): Promise<ModelFileCheck['state']> {
  try {
    await readModelFile(file);
    return 'verified';
  } catch (error) {
    const { code } = toForgeError(error);
    if (code === 'model_hash_mismatch') return 'damaged';
    if (code === 'model_unavailable') return 'missing';
    throw error;
  }
}
