import { z } from 'zod';
import { datasetFormatSchema } from './dataset-spec.ts';
import { engineRunSchema } from './project.ts';

/**
 * What a server reads of an archive's `metadata.json` (docs/formats.md). Its counts are not among it: they
 * are counted from the files. Keys of later versions are passed over.
 */
export const datasetMetadataSchema = z.object({
  dataset: z.string().min(1).max(200),
  format: datasetFormatSchema,
  madeBy: z.object({ app: z.string().max(100), version: z.string().max(100) }),
  engine: engineRunSchema.nullable(),
  video: z.object({ name: z.string().max(1000) }),
});
export type DatasetMetadata = Readonly<z.infer<typeof datasetMetadataSchema>>;
