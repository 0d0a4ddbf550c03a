import { z } from 'zod';
import type { ErrorReason } from '../errors.ts';

/**
 * A binary mask over a whole displayed frame as run lengths: row-major, background first, runs sum to width × height.
 * (COCO's RLE is column-major; exporters convert.)
 */
export const maskRleSchema = z
  .object({
    width: z.int().min(1),
    height: z.int().min(1),
    counts: z.array(z.int().min(0)).readonly(),
  })
  .refine((mask) => mask.counts.reduce((sum, run) => sum + run, 0) === mask.width * mask.height, {
    message: 'the runs of a mask must add up to width × height',
    params: { reason: 'project_invalid.mask_size' satisfies ErrorReason },
  });
export type MaskRle = Readonly<z.infer<typeof maskRleSchema>>;
