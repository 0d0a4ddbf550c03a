import { z } from 'zod';
import { datasetFormatSchema } from '../dataset-spec.ts';
import { fieldMessage } from './field-faults.ts';
import { visibleLine, visibleLines } from './visible-text.ts';

const datasetNameSchema = visibleLine(100);
const datasetDescriptionSchema = visibleLines(2000);

/** The text fields beside the file `archive` of an upload. Without a name the archive's own is used. */
export const datasetUploadSchema = z.object({
  name: datasetNameSchema.optional(),
  description: datasetDescriptionSchema.optional(),
});
export type DatasetUpload = Readonly<z.infer<typeof datasetUploadSchema>>;

export const datasetPatchSchema = z
  .object({ name: datasetNameSchema.optional(), description: datasetDescriptionSchema.optional() })
  .refine((patch) => patch.name !== undefined || patch.description !== undefined, fieldMessage('nothing_to_change'));
export type DatasetPatch = Readonly<z.infer<typeof datasetPatchSchema>>;

/** The contents of a dataset, counted from the archive's own files. */
export const datasetCountsSchema = z.object({
  frames: z.int().min(0),
  framesBySplit: z.object({ train: z.int().min(0), val: z.int().min(0), test: z.int().min(0) }),
  /** Frames without an object. */
  backgroundFrames: z.int().min(0),
  objects: z.int().min(0),
  /** In the order of the class numbers, from 0. */
  classes: z.array(z.object({ name: z.string(), objects: z.int().min(0) })),
});
export type DatasetCounts = Readonly<z.infer<typeof datasetCountsSchema>>;

export const datasetSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  format: datasetFormatSchema,
  counts: datasetCountsSchema,
  /** Size of the archive. */
  bytes: z.int().min(0),
  /** sha256 of the archive. */
  sha256: z.string(),
  /** frames × classes × the unit price at the time of saving (core/dataset/price.ts). */
  price: z.object({ amount: z.number().min(0), currency: z.string() }),
  createdAt: z.iso.datetime(),
  /** Name of the video that it was made from. */
  video: z.string(),
  /** The model and backend of the labels; null where every label is the user's own. */
  engine: z.object({ modelId: z.string(), backend: z.string(), precision: z.string() }).nullable(),
  /** Pictures of frames with their labels drawn: `/api/datasets/{id}/previews/{0 .. previews - 1}`. */
  previews: z.int().min(0),
});
export type Dataset = Readonly<z.infer<typeof datasetSchema>>;

export const DATASET_SORTS = ['newest', 'oldest', 'name', 'largest'] as const;

export const datasetQuerySchema = z.object({
  /** Part of the name or of a class name, in any case. */
  search: visibleLine(100).optional(),
  format: datasetFormatSchema.optional(),
  sort: z.enum(DATASET_SORTS).default('newest'),
  limit: z.coerce.number().int().min(1).max(100).default(24),
  /** `nextCursor` of the page before. */
  cursor: z.string().max(1000).optional(),
});
export type DatasetQuery = Readonly<z.infer<typeof datasetQuerySchema>>;

export const datasetPageSchema = z.object({
  datasets: z.array(datasetSchema),
  /** null on the last page. */
  nextCursor: z.string().nullable(),
});
export type DatasetPage = Readonly<z.infer<typeof datasetPageSchema>>;

export const datasetIdSchema = z.uuid();
