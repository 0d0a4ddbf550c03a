import { ForgeError } from '../errors.ts';
import type { ModelFile } from '../schema/model-manifest.ts';

/** A model's checked files, as plain data that can be sent to a worker. */
export interface ModelFiles {
  /** The bytes of each ONNX graph, by its role in the adapter. */
  readonly graphs: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** sha256 of each file, by its name. */
  readonly hashes: Readonly<Record<string, string>>;
}

/**
 * Reads a model's files one after the other. Throws what `read` throws.
 *
 * @param read the bytes of a file, checked against its sha256
 */
export async function readModelFiles(
  files: readonly ModelFile[],
  read: (file: ModelFile) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<ModelFiles> {
  const graphs: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const file of files) graphs[file.role] = await read(file);
  return { graphs, hashes: Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256])) };
}

/** The graph of one role. Throws `model_unavailable` when there is none. */
export function graphOf({ graphs }: ModelFiles, role: string): Uint8Array<ArrayBuffer> {
  const graph = graphs[role];
  if (!graph) throw new ForgeError('model_unavailable.no_role', { role });
  return graph;
}
