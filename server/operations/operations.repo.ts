import type { Knex } from 'knex';
import { z } from 'zod';
import { roleSchema } from '../../core/schema/api/accounts.ts';
import { isOpenJob, jobDeviceSchema, jobStateSchema } from '../../core/schema/api/jobs.ts';
import { reportedReasonSchema } from '../../core/schema/api/problem.ts';
import { numericText } from '../db/numeric-text.ts';
import { workerRowSchema } from '../jobs/workers.repo.ts';

const queueSchema = z.object({
  waiting: numericText,
  resting: numericText,
  running: numericText,
  oldest_seconds: numericText,
});
/** Length of the queue. `oldestSeconds`: how long the first task has waited; null where none does. */
export interface QueueLength {
  readonly waiting: number;
  readonly resting: number;
  readonly running: number;
  readonly oldestSeconds: number | null;
}

const statesSchema = z.array(z.object({ state: jobStateSchema, count: numericText }));

const workerSchema = workerRowSchema.omit({ seen_at: true }).extend({
  silent_seconds: numericText,
  busy: numericText,
  rate: numericText,
});
export type WorkerUse = Readonly<z.infer<typeof workerSchema>>;

const failureSchema = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  video_name: z.string(),
  device: jobDeviceSchema.nullable(),
  reason_code: z.string(),
  reason: z.string(),
  error: reportedReasonSchema.nullable(),
  ended_at: z.date(),
});
export type FailureRow = Readonly<z.infer<typeof failureSchema>>;

const keptSchema = z.object({
  users: numericText,
  datasets: numericText,
  dataset_bytes: numericText,
  videos: numericText,
  video_bytes: numericText,
});
export type StoredTotals = Readonly<z.infer<typeof keptSchema>>;

const userSchema = z.object({
  id: z.string(),
  username: z.string(),
  role: roleSchema,
  created_at: z.date(),
  datasets: numericText,
  dataset_bytes: numericText,
  video_bytes: numericText,
  open_jobs: numericText,
});
export type UserUse = Readonly<z.infer<typeof userSchema>>;

const OPEN_STATES = jobStateSchema.options.filter(isOpenJob);

/**
 * Queries on the whole installation, not on a user's own things. Times and ages are by the database's clock.
 */
export class OperationsRepo {
  constructor(private readonly knex: Knex) {}

  /** Tasks that a worker could acquire now, those that wait for a retry, and those that workers hold. */
  async queue(): Promise<QueueLength> {
    // Tasks of ended jobs are never looked at: both parts have an index of their own.
    const running = this.knex('job_tasks').where({ state: 'running' }).count('*');
    const row: unknown = await this.knex('job_tasks')
      .whereNotNull('entry_id')
      .first(
        this.knex.raw('count(*) filter (where waiting_since <= now()) as waiting'),
        this.knex.raw('count(*) filter (where waiting_since > now()) as resting'),
        this.knex.raw('greatest(0, extract(epoch from now() - min(waiting_since))) as oldest_seconds'),
        running.as('running'),
      );
    const { waiting, resting, running: taken, oldest_seconds: oldest } = queueSchema.parse(row);
    return { waiting, resting, running: taken, oldestSeconds: waiting > 0 ? oldest : null };
  }

  async jobsByState(): Promise<z.infer<typeof statesSchema>> {
    const rows: unknown = await this.knex('jobs').groupBy('state').select('state', this.knex.raw('count(*) as count'));
    return statesSchema.parse(rows);
  }

  /** Every worker row, with its current work; the oldest first. */
  async workers(): Promise<WorkerUse[]> {
    const rows: unknown = await this.knex('workers')
      .leftJoin('job_tasks', (join) =>
        join.on('job_tasks.worker_id', 'workers.id').andOnVal('job_tasks.state', 'running'),
      )
      .groupBy('workers.id')
      .orderBy(['workers.started_at', 'workers.id'])
      .select(
        'workers.*',
        this.knex.raw('greatest(0, extract(epoch from now() - workers.seen_at)) as silent_seconds'),
        this.knex.raw('count(job_tasks.id) as busy'),
        this.knex.raw('coalesce(sum(job_tasks.rate), 0) as rate'),
      );
    return z.array(workerSchema).parse(rows);
  }

  /** Newest first. */
  async lastFailures(limit: number): Promise<FailureRow[]> {
    const rows: unknown = await this.knex('jobs')
      .join('users', 'users.id', 'jobs.user_id')
      .where('jobs.state', 'failed')
      .orderBy('jobs.ended_at', 'desc')
      .limit(limit)
      .select('jobs.id', 'username', 'name', 'video_name', 'device', 'reason_code', 'reason', 'error', 'ended_at');
    return z.array(failureSchema).parse(rows);
  }

  /** Accounts and their stored bytes, as counted against the quotas. */
  async kept(): Promise<StoredTotals> {
    const row: unknown = await this.knex.first(
      this.knex.raw('(select count(*) from users) as users'),
      this.knex.raw('(select count(*) from datasets) as datasets'),
      this.knex.raw('(select coalesce(sum(bytes), 0) from datasets) as dataset_bytes'),
      this.knex.raw('(select count(*) from videos) as videos'),
      this.knex.raw('(select coalesce(sum(bytes), 0) from videos) as video_bytes'),
    );
    return keptSchema.parse(row);
  }

  /** Users whose sign-in was renewed or whose access token was used within the last `hours`. */
  async countActive(hours: number): Promise<number> {
    const since = this.knex.raw(`now() - ? * interval '1 hour'`, [hours]);
    const seen = this.knex('account_sessions').where('last_seen_at', '>', since).select('user_id');
    const asked = this.knex('personal_tokens').where('last_used_at', '>', since).select('user_id');
    const row: unknown = await this.knex.count('* as count').from(seen.union(asked).as('active')).first();
    return z.object({ count: numericText }).parse(row).count;
  }

  /**
   * A page of the accounts by name, and one row more where there is a next page.
   *
   * @param after the last name of the page before
   */
  async users(limit: number, after: string | undefined): Promise<UserUse[]> {
    const page = this.knex('users');
    if (after !== undefined) void page.whereRaw('lower(username) > lower(?)', [after]);
    const open = OPEN_STATES.map(() => '?').join(', ');
    const rows: unknown = await page
      .orderByRaw('lower(username)')
      .limit(limit + 1)
      .select(
        'id',
        'username',
        'role',
        'created_at',
        this.knex.raw('(select count(*) from datasets where user_id = users.id) as datasets'),
        this.knex.raw('(select coalesce(sum(bytes), 0) from datasets where user_id = users.id) as dataset_bytes'),
        this.knex.raw('(select coalesce(sum(bytes), 0) from videos where user_id = users.id) as video_bytes'),
        this.knex.raw(
          `(select count(*) from jobs where user_id = users.id and state in (${open})) as open_jobs`,
          OPEN_STATES,
        ),
      );
    return z.array(userSchema).parse(rows);
  }
}
