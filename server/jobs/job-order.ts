import { z } from 'zod';
import type { PropagationRequest } from '../../core/engine/types.ts';
import { withoutLabelledFrames } from '../../core/dataset/chosen-frames.ts';
import { buildRunRequest } from '../../core/project/run-request.ts';
import { correctionSchema } from '../../core/schema/api/jobs.ts';
import { frameIndexSchema, imageBoxSchema, trackIdSchema, type FrameIndex } from '../../core/schema/brands.ts';
import { datasetSpecSchema } from '../../core/schema/dataset-spec.ts';
import { maskRleSchema } from '../../core/schema/mask.ts';
import { parseProject, type Project } from '../../core/schema/project.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { getJson } from '../storage/json-blob.ts';
import { orderKey } from './job-files.ts';

/**
 * The order of a job: everything that does not change while the job runs. An order can be older than this
 * version of the app, and so can its project. Parsing throws `project_invalid` and `project_too_new`, too.
 */
export const jobOrderSchema = z.object({
  project: z.unknown().transform(parseProject),
  corrections: z.array(correctionSchema),
  leftOut: z.array(frameIndexSchema),
  spec: datasetSpecSchema,
  reviewDoubts: z.boolean().optional(),
});
export type JobOrder = Readonly<z.infer<typeof jobOrderSchema>>;

/**
 * Reads a job's order from the storage: up to 64 MB, so for tasks that need it only. Throws as `jobOrderSchema`,
 * and the errors of the storage.
 */
export const readOrder = (store: BlobStore, jobId: string): Promise<JobOrder> =>
  getJson(store, orderKey(jobId), jobOrderSchema);

/** A request of the engine (core/engine/types.ts) as stored. */
export const storedRequestSchema = z.object({
  tracks: z.array(
    z.object({
      id: trackIdSchema,
      labels: z.array(
        z.object({
          frame: frameIndexSchema,
          box: imageBoxSchema,
          mask: maskRleSchema.exactOptional(),
          outside: z.boolean().exactOptional(),
        }),
      ),
      keepMargins: z.boolean().exactOptional(),
      absent: z.array(z.object({ from: frameIndexSchema, to: frameIndexSchema })).exactOptional(),
      range: z.object({ from: frameIndexSchema, to: frameIndexSchema }).exactOptional(),
    }),
  ),
  targets: z.array(frameIndexSchema),
});

/** The project as used: without the labelled frames that are left out. */
export const projectWithoutLeftOut = ({ project, leftOut }: JobOrder): Project =>
  withoutLabelledFrames(project, new Set(leftOut));

/**
 * The engine's request for a job: missing labels, and those that corrections affect.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export function requestOf(order: JobOrder, timestamps: readonly number[]): PropagationRequest {
  const leftOut: ReadonlySet<FrameIndex> = new Set(order.leftOut);
  return buildRunRequest('dataset', {
    project: projectWithoutLeftOut(order),
    timestamps,
    corrections: order.corrections,
    leftOut,
  });
}
