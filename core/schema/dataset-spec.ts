import { z } from 'zod';
import { FORMAT_IDS } from '../formats/registry.ts';

/** The export formats of this build. */
export const datasetFormatSchema = z.enum(FORMAT_IDS);

const imageFormatSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('jpeg'), quality: z.int().min(1).max(100) }),
  z.object({ type: z.literal('png') }),
]);

/**
 * Shares of the frames, in this order in time, as contiguous blocks; they add up to 1. `test` may be 0;
 * `train` and `val` may not.
 */
const splitSchema = z
  .object({ train: z.number().positive().max(1), val: z.number().positive().max(1), test: z.number().min(0).max(1) })
  .refine((split) => Math.abs(split.train + split.val + split.test - 1) < 1e-6, {
    message: 'the split must add up to 1',
  });
export type Split = Readonly<z.infer<typeof splitSchema>>;

/** How a project becomes a dataset. The frames follow from the project's own `sampling`. */
export const datasetSpecSchema = z.object({
  name: z.string().min(1).max(200),
  format: datasetFormatSchema,
  image: imageFormatSchema.default({ type: 'jpeg', quality: 92 }),
  split: splitSchema.default({ train: 0.7, val: 0.2, test: 0.1 }),
  /** Leave out frames that hardly differ from the last one kept. */
  skipNearDuplicates: z.boolean().default(false),
  /**
   * Leave out frames on which an object is unknown (core/review/presence.ts): an image that may show it
   * without its label teaches that it is background. Older specs with an explicit value keep it.
   */
  skipLostFrames: z
    .boolean()
    .default(true)
    .describe(
      'Leave out frames on which an object is unknown and may be in view; false keeps them, without its label.',
    ),
  /** Leave out frames on which a label needs a look (core/review/doubts.ts). */
  skipDoubtfulFrames: z
    .boolean()
    .optional()
    .describe('Leave out frames on which a label needs a look; they are used as they are where nothing is said.'),
});
export type DatasetSpec = Readonly<z.infer<typeof datasetSpecSchema>>;
