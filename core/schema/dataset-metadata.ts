import { z } from 'zod';
import { datasetFormatSchema } from './dataset-spec.ts';
import { engineRunSchema } from './project.ts';

/**
 * The part of an archive's `metadata.json` (docs/formats.md) that a server reads. The counts are not part of
 * it: they are counted from the files. Keys of later versions are ignored.
 */
export const datasetMetadataSchema = z.object({
  dataset: z.string().min(1).max(200),
  format: datasetFormatSchema,
  madeBy: z.object({ app: z.string().max(100), version: z.string().max(100) }),
  engine: engineRunSchema.nullable(),
  video: z.object({ name: z.string().max(1000) }),
});
export type DatasetMetadata = Readonly<z.infer<typeof datasetMetadataSchema>>;
