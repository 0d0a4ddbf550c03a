import { z } from 'zod';
import { frameIndexSchema, imageBoxSchema, trackIdSchema } from '../brands.ts';
import { datasetSpecSchema } from '../dataset-spec.ts';
import { maskRleSchema } from '../mask.ts';
import { errorParamsSchema, optionalReasonSchema, reportedReasonSchema } from './problem.ts';
import { videoIdSchema } from './videos.ts';
import { visibleLine } from './visible-text.ts';

export const jobIdSchema = z.uuid();

/**
 * `labels`: labels on every wanted frame, for review. `dataset`: the labels, and a dataset of them in the
 * account.
 */
export const jobKindSchema = z.enum(['labels', 'dataset']);
export type JobKind = z.infer<typeof jobKindSchema>;

export const jobStateSchema = z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled']);
export type JobState = z.infer<typeof jobStateSchema>;

/** A job that can still change by itself or be resumed. */
export const isOpenJob = (state: JobState): boolean => state === 'queued' || state === 'running' || state === 'paused';

/**
 * The current stage: waiting for a worker, reading the video, labelling, comparing near-duplicates, writing,
 * saving to the account.
 */
export const jobStageSchema = z.enum(['waiting', 'reading', 'labelling', 'comparing', 'writing', 'saving']);
export type JobStage = z.infer<typeof jobStageSchema>;

/**
 * The order among a user's own jobs: high before normal before low. It has no effect on the jobs of other
 * users.
 */
export const jobPrioritySchema = z.enum(['low', 'normal', 'high']);
export type JobPriority = z.infer<typeof jobPrioritySchema>;

/** The device of the work on a worker. */
export const jobDeviceSchema = z.enum(['cuda', 'webgpu', 'cpu']);
export type JobDevice = z.infer<typeof jobDeviceSchema>;

export const correctionSchema = z.object({ trackId: trackIdSchema, frame: frameIndexSchema });

/** The request that starts a job. */
export const newJobSchema = z.object({
  videoId: videoIdSchema,
  kind: jobKindSchema,
  /**
   * A project document (core/schema/project.ts) of any version; parsed by the service, so that its faults are
   * named.
   */
  project: z.unknown(),
  /** Labels that were changed after they were last propagated. */
  corrections: z.array(correctionSchema).max(100_000).default([]),
  /** Labelled frames that are not used. */
  leftOut: z.array(frameIndexSchema).max(100_000).default([]),
  spec: datasetSpecSchema,
  /**
   * Of a dataset: make none where labels need a look; the job then ends as one of kind `labels`, to be
   * reviewed.
   */
  reviewDoubts: z
    .boolean()
    .optional()
    .describe(
      'Make no dataset where labels need a look: the job then ends as one of kind "labels". ' +
        'Without it they are used as the spec says.',
    ),
  priority: jobPrioritySchema.default('normal'),
  /** The sender's identifier of the project, to find it again. */
  projectRef: visibleLine(100).optional(),
  /** Jobs that were sent together. */
  batchId: z.uuid().optional(),
});
export type NewJob = Readonly<z.infer<typeof newJobSchema>>;
export type NewJobInput = Readonly<z.input<typeof newJobSchema>>;

/** A job as its owner sees it. Times are ISO 8601 in UTC. */
export const jobSchema = z.object({
  id: jobIdSchema,
  name: z.string(),
  videoName: z.string(),
  /** null once the video is gone. */
  videoId: videoIdSchema.nullable(),
  projectRef: z.string().nullable(),
  batchId: z.uuid().nullable(),
  kind: jobKindSchema,
  state: jobStateSchema,
  stage: jobStageSchema,
  priority: jobPrioritySchema,
  /** Frames of the stage. */
  done: z.int().min(0),
  /** null until they are counted. */
  total: z.int().min(0).nullable(),
  /** Over all workers of the job; null until it is known. */
  framesPerSecond: z.number().min(0).nullable(),
  secondsLeft: z.number().min(0).nullable(),
  device: jobDeviceSchema.nullable(),
  /**
   * Why it failed: a code for programs, an English sentence, and its reason and parameters for other languages.
   * Jobs that failed under an older server have none of these.
   */
  reason: z.object({ code: z.string(), message: z.string(), ...optionalReasonSchema.shape }).nullable(),
  /** The dataset that the job made; null before, and for `labels`. */
  datasetId: z.uuid().nullable(),
  /** Counts every change of the job. */
  revision: z.int().min(0),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type Job = Readonly<z.infer<typeof jobSchema>>;

export const jobQuerySchema = z.object({
  /** `open`: queued, running and paused. */
  state: z.enum([...jobStateSchema.options, 'open', 'all']).default('all'),
  batchId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(24),
  /** `nextCursor` of the page before. Newest first. */
  cursor: z.string().max(1000).optional(),
});
export type JobQuery = Readonly<z.infer<typeof jobQuerySchema>>;

export const jobCapacityQuerySchema = z.object({
  /**
   * Measure the time of a frame now where it is not known: the model is loaded for it, and uses its cores for
   * some seconds.
   */
  measure: z.enum(['true', 'false']).default('false'),
});

export const jobPageSchema = z.object({ jobs: z.array(jobSchema), nextCursor: z.string().nullable() });
export type JobPage = Readonly<z.infer<typeof jobPageSchema>>;

/** An event of a job. core/jobs/log-sentence.ts makes sentences of them. */
const jobLogEntrySchema = z.object({
  revision: z.int().min(0),
  at: z.iso.datetime(),
  code: z.string(),
  values: errorParamsSchema,
  /** The error that the entry tells of, whose English sentence is the value `message`. */
  error: reportedReasonSchema.optional(),
});
export type JobLogEntry = Readonly<z.infer<typeof jobLogEntrySchema>>;

export const jobLogSchema = z.object({ entries: z.array(jobLogEntrySchema) });

/** One object on one frame, as the engine found it (core/engine/types.ts, TrackResult). */
export const jobTrackResultSchema = z.object({
  trackId: trackIdSchema,
  state: z.enum(['user', 'propagated', 'lost', 'outside']),
  box: imageBoxSchema.nullable(),
  mask: maskRleSchema.nullable(),
  confidence: z.number(),
  fill: z.number().min(0).max(1).exactOptional(),
  boxOnly: z.boolean().exactOptional(),
});

/** One finished frame. */
const jobFrameSchema = z.object({
  revision: z.int().min(0),
  frame: frameIndexSchema,
  tracks: z.array(jobTrackResultSchema),
  /** A small WebP picture of the frame in base64, of some frames. */
  picture: z.string().nullable(),
});
export type JobFrame = Readonly<z.infer<typeof jobFrameSchema>>;

/**
 * The changes of a job since a revision: for clients that poll and, as server-sent events, for those that
 * listen. The events of `/api/jobs/{id}/events` are named `changes`, have this as their data and
 * `job.revision` as their id.
 */
export const jobChangesSchema = z.object({
  job: jobSchema,
  frames: z.array(jobFrameSchema),
  log: z.array(jobLogEntrySchema),
  /** True where more is available at once: ask again with the last revision received. */
  more: z.boolean(),
});
export type JobChanges = Readonly<z.infer<typeof jobChangesSchema>>;

export const jobChangesQuerySchema = z.object({ after: z.coerce.number().int().min(-1).default(-1) });

/** The costs of one frame on the server's workers in milliseconds, as core/dataset/estimate.ts reads them. */
export const frameCostsSchema = z.object({
  readMs: z.number().min(0),
  encodeMs: z.number().min(0),
  decodeMs: z.number().min(0),
  writeMs: z.number().min(0),
});

/** The server's capacity for the requesting user, for choosing a compute target. */
export const jobCapacitySchema = z.object({
  /** Workers that are running now; 0 where no job would be done. */
  workers: z.int().min(0),
  device: jobDeviceSchema.nullable(),
  /** null until a worker has measured them. */
  costs: frameCostsSchema.nullable(),
  /** Rough estimate of the seconds until a new job of this user would begin. */
  waitSeconds: z.number().min(0),
  limits: z.object({
    videoBytes: z.int().min(0),
    videoSeconds: z.number().min(0),
    /** Open jobs per user at a time. */
    openJobs: z.int().min(0),
  }),
  openJobs: z.int().min(0),
});
export type JobCapacity = Readonly<z.infer<typeof jobCapacitySchema>>;
