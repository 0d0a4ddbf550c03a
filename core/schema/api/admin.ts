import { z } from 'zod';
import { PRECISIONS } from '../../ports/segmenter.ts';
import { roleSchema, usernameSchema } from './accounts.ts';
import { frameCostsSchema, jobDeviceSchema, jobStateSchema } from './jobs.ts';
import { optionalReasonSchema } from './problem.ts';

const count = z.int().min(0);
const seconds = z.number().min(0);

/** One process that works on jobs, as administrators see it. */
const adminWorkerSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** null until its model was loaded. */
  device: jobDeviceSchema.nullable(),
  /**
   * The devices that it tried, the better ones first. `reason` is a sentence or clause on why a device does
   * not work; null where it does, and `precision` is then the model's precision.
   */
  devices: z.array(
    z.object({ device: jobDeviceSchema, reason: z.string().nullable(), precision: z.enum(PRECISIONS).nullable() }),
  ),
  /** Tasks that it takes at once, and has now. */
  slots: count,
  busy: count,
  framesPerSecond: z.number().min(0),
  /** It accepts no new task and returns those that it has. */
  draining: z.boolean(),
  /** It was silent for so long that other workers take over its tasks. */
  lost: z.boolean(),
  /** Since its last sign of life, by the database's clock. */
  silentSeconds: seconds,
  startedAt: z.iso.datetime(),
  /** The costs of one frame; null until measured. */
  costs: frameCostsSchema.nullable(),
});
export type AdminWorker = Readonly<z.infer<typeof adminWorkerSchema>>;

/** A failed job. The owner's name for it and the video are not included. */
const adminFailureSchema = z.object({
  jobId: z.uuid(),
  username: z.string(),
  device: jobDeviceSchema.nullable(),
  code: z.string(),
  /** One sentence; names of files and classes in it are replaced by "…". */
  message: z.string(),
  ...optionalReasonSchema.shape,
  endedAt: z.iso.datetime(),
});
export type AdminFailure = Readonly<z.infer<typeof adminFailureSchema>>;

/**
 * The state of the whole installation: all servers and workers of one database. Times are ISO 8601 in UTC.
 */
export const adminOverviewSchema = z.object({
  queue: z.object({
    /** Tasks (pieces of jobs) that a worker could take now. */
    waiting: count,
    /** Tasks that failed and wait for their next attempt. */
    resting: count,
    /** Tasks that workers have. */
    running: count,
    /** How long the first waiting task has waited; null where none waits. */
    oldestSeconds: seconds.nullable(),
  }),
  /** Existing jobs by their state; removed jobs are not counted. */
  jobs: z.record(jobStateSchema, count),
  /** Newest first. */
  failures: z.array(adminFailureSchema),
  /** The longest there first. */
  workers: z.array(adminWorkerSchema),
  users: z.object({
    count,
    /** Signed in and seen, or asked with an access token, within the last 24 hours. */
    active: count,
  }),
  /**
   * The storage that counts against the quotas: uploads in progress count whole. `quotaBytes` is the quota of
   * one account.
   */
  storage: z.object({
    datasets: z.object({ count, bytes: count, quotaBytes: count }),
    videos: z.object({ count, bytes: count, quotaBytes: count }),
  }),
});
export type AdminOverview = Readonly<z.infer<typeof adminOverviewSchema>>;

const adminUserSchema = z.object({
  id: z.uuid(),
  username: z.string(),
  role: roleSchema,
  createdAt: z.iso.datetime(),
  datasets: count,
  /** Of datasets and videos together. */
  bytes: count,
  openJobs: count,
});
export type AdminUser = Readonly<z.infer<typeof adminUserSchema>>;

export const adminUserQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  /** `nextCursor` of the page before. By username. */
  cursor: usernameSchema.optional(),
});
export type AdminUserQuery = Readonly<z.infer<typeof adminUserQuerySchema>>;

export const adminUserPageSchema = z.object({ users: z.array(adminUserSchema), nextCursor: z.string().nullable() });
export type AdminUserPage = Readonly<z.infer<typeof adminUserPageSchema>>;
