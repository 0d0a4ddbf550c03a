import { z } from 'zod';

const tensorSchema = z.object({
  name: z.string(),
  dims: z.array(z.union([z.int(), z.string()])),
  type: z.literal('float32'),
});

/** One ONNX graph of a model: its source, its checksum, its inputs and outputs. */
export const modelFileSchema = z.object({
  /** Role in the model's adapter, e.g. "encoder". */
  role: z.string(),
  /** File name under which the app's server offers it. */
  name: z.string(),
  /** npm package, its exact version, and the path inside it. */
  source: z.object({ package: z.string(), version: z.string(), path: z.string() }),
  bytes: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  inputs: z.array(tensorSchema),
  outputs: z.array(tensorSchema),
});
export type ModelFile = Readonly<z.infer<typeof modelFileSchema>>;

const filesSchema = z.array(modelFileSchema).min(1);

/** models/manifest.json: the files of each model. */
export const fileManifestSchema = z.object({
  version: z.literal(1),
  models: z.array(z.object({ id: z.string(), files: filesSchema })),
});

/** The models that a server offers, with their files. */
export const modelManifestSchema = z.object({
  version: z.literal(1),
  models: z.array(
    z.object({ id: z.string(), title: z.string(), licence: z.string(), homepage: z.string(), files: filesSchema }),
  ),
});
export type ModelManifest = Readonly<z.infer<typeof modelManifestSchema>>;
export type ModelEntry = ModelManifest['models'][number];
