import type { Knex } from 'knex';
import { z } from 'zod';
import type { ForgeError } from '../../core/errors.ts';
import type { JobLogCode } from '../../core/jobs/log-sentence.ts';
import {
  isOpenJob,
  jobDeviceSchema,
  jobKindSchema,
  jobStageSchema,
  jobStateSchema,
  type JobLogEntry,
  type JobQuery,
  type JobKind,
  type JobStage,
  type JobState,
} from '../../core/schema/api/jobs.ts';
import { errorParamsSchema, reportedReasonSchema } from '../../core/schema/api/problem.ts';
import { engineRunSchema, type EngineRun } from '../../core/schema/project.ts';
import type { ListPosition } from '../db/list-cursor.ts';
import { numericText } from '../db/numeric-text.ts';

const rowSchema = z.object({
  id: z.string(),
  user_id: z.string(),
  video_id: z.string().nullable(),
  name: z.string(),
  video_name: z.string(),
  project_ref: z.string().nullable(),
  batch_id: z.string().nullable(),
  kind: jobKindSchema,
  state: jobStateSchema,
  stage: jobStageSchema,
  priority: z.int(),
  done: z.int(),
  total: z.int().nullable(),
  frames_per_second: z.number().nullable(),
  device: jobDeviceSchema.nullable(),
  reason_code: z.string().nullable(),
  reason: z.string().nullable(),
  /** null for jobs that failed before it was kept. */
  error: reportedReasonSchema.nullable(),
  dataset_id: z.string().nullable(),
  engine: engineRunSchema.nullable(),
  revision: numericText,
  created_at: z.date(),
  started_at: z.date().nullable(),
  ended_at: z.date().nullable(),
});
export type JobRow = Readonly<z.infer<typeof rowSchema>>;

type NewJobRow = Pick<
  JobRow,
  'id' | 'user_id' | 'video_id' | 'name' | 'video_name' | 'project_ref' | 'batch_id' | 'kind' | 'priority'
>;

/** The changes to a job's row. `engine` is what propagated the labels. */
export interface JobChange {
  readonly kind?: JobKind;
  readonly state?: JobState;
  readonly stage?: JobStage;
  readonly done?: number;
  readonly total?: number | null;
  readonly framesPerSecond?: number | null;
  readonly device?: JobRow['device'];
  readonly reason?: ForgeError | null;
  readonly datasetId?: string | null;
  readonly engine?: EngineRun;
}

const logRowSchema = z.object({
  revision: numericText,
  at: z.date(),
  code: z.string(),
  values: errorParamsSchema,
  error: reportedReasonSchema.nullable(),
});

/** The reason and parameters of an error as JSON for the column `error`. */
const errorColumn = (error: ForgeError | null): string | null =>
  error && JSON.stringify({ reason: error.reason, params: error.params });

const OPEN_STATES = jobStateSchema.options.filter(isOpenJob);

/** The tables `jobs` and `job_log`. Queries for a user take the owner's id. Times are the database's own. */
export class JobsRepo {
  constructor(private readonly knex: Knex) {}

  async insert(row: NewJobRow): Promise<void> {
    const now = this.knex.fn.now();
    await this.knex('jobs').insert({
      ...row,
      state: 'queued',
      stage: 'waiting',
      done: 0,
      revision: 0,
      created_at: now,
      changed_at: now,
    });
  }

  /**
   * Changes a job that is in one of the states and increments its revision.
   *
   * @returns its new revision; null where it is in another state or removed
   */
  async change(id: string, from: readonly JobState[], change: JobChange): Promise<number | null> {
    const query = this.knex('jobs')
      .where({ id })
      .whereIn('state', from)
      .update({ ...this.#columns(change) });
    const changed = z.array(z.object({ revision: numericText })).parse(await query.returning('revision'));
    return changed[0]?.revision ?? null;
  }

  /**
   * Counts a finished frame (1) or none (0). Returns the new revision; null where the job is not running any
   * more.
   */
  async countFrame(id: string, frames: number): Promise<number | null> {
    const rate = this.knex('job_tasks').where({ job_id: id, state: 'running' }).sum('rate');
    const query = this.knex('jobs')
      .where({ id, state: 'running' })
      .update({
        ...this.#columns({}),
        done: this.knex.raw('done + ?', [frames]),
        frames_per_second: rate,
      });
    const changed = z.array(z.object({ revision: numericText })).parse(await query.returning('revision'));
    return changed[0]?.revision ?? null;
  }

  /** Logs an event under the revision of its change. */
  async log(
    id: string,
    revision: number,
    code: JobLogCode,
    values: JobLogEntry['values'] = {},
    error: ForgeError | null = null,
  ): Promise<void> {
    const json = { values: JSON.stringify(values), error: errorColumn(error) };
    const row = { job_id: id, revision, at: this.knex.fn.now(), code, ...json };
    await this.knex('job_log').insert(row).onConflict(['job_id', 'revision']).ignore();
  }

  /** @param userId null for the job's worker */
  async find(id: string, userId: string | null): Promise<JobRow | null> {
    const row: unknown = await this.knex('jobs')
      .where(userId === null ? { id } : { id, user_id: userId })
      .first();
    return row === undefined ? null : rowSchema.parse(row);
  }

  /** Newest first, and one row more where there is a next page. */
  async list(userId: string, query: JobQuery, after: ListPosition<string> | null) {
    const rows = this.knex('jobs').where({ user_id: userId });
    if (query.state === 'open') void rows.whereIn('state', OPEN_STATES);
    else if (query.state !== 'all') void rows.where({ state: query.state });
    if (query.batchId) void rows.where({ batch_id: query.batchId });
    if (after) void rows.whereRaw('(created_at, id) < (?, ?)', [after.value, after.id]);
    void rows.orderByRaw('created_at desc, id desc').limit(query.limit + 1);
    return z.array(rowSchema).parse(await rows);
  }

  async countOpen(userId: string): Promise<number> {
    const row: unknown = await this.knex('jobs')
      .where({ user_id: userId })
      .whereIn('state', OPEN_STATES)
      .count('* as count')
      .first();
    return z.object({ count: numericText }).parse(row).count;
  }

  async logOf(id: string, after = -1): Promise<JobLogEntry[]> {
    const rows: unknown = await this.knex('job_log')
      .where({ job_id: id })
      .where('revision', '>', after)
      .orderBy('revision')
      .select('revision', 'at', 'code', 'values', 'error');
    return z
      .array(logRowSchema)
      .parse(rows)
      .map(({ error, at, ...row }) => ({ ...row, at: at.toISOString(), ...(error ? { error } : {}) }));
  }

  /**
   * Estimated seconds that the waiting and running jobs still take on `slots` slots: those left of the
   * running ones, and as much for each that waits.
   */
  async secondsAhead(slots: number): Promise<number> {
    const row: unknown = await this.knex('jobs')
      .whereIn('state', ['queued', 'running'])
      .first(
        this.knex.raw(`count(*) filter (where state = 'running') as running`),
        this.knex.raw('count(*) as count'),
        this.knex.raw('avg((total - done) / nullif(frames_per_second, 0)) as seconds'),
      );
    const schema = z.object({ running: numericText, count: numericText, seconds: numericText.nullable() });
    const { running, count, seconds } = schema.parse(row);
    return running < slots ? 0 : ((seconds ?? 0) * count) / slots;
  }

  /** The revisions of those of these jobs that exist. */
  async revisions(ids: readonly string[]): Promise<Map<string, number>> {
    const rows: unknown = await this.knex('jobs').whereIn('id', ids).select('id', 'revision');
    const parsed = z.array(z.object({ id: z.string(), revision: numericText })).parse(rows);
    return new Map(parsed.map(({ id, revision }) => [id, revision]));
  }

  /** Jobs of these users that changed within the last seconds. */
  async changedWithin(userIds: readonly string[], seconds: number): Promise<JobRow[]> {
    const rows: unknown = await this.knex('jobs')
      .whereIn('user_id', userIds)
      .whereRaw(`changed_at > now() - ? * interval '1 second'`, [seconds])
      .orderBy('changed_at');
    return z.array(rowSchema).parse(rows);
  }

  /** Removes a job that has ended. Returns false where there is no such job. */
  async remove(id: string, userId: string): Promise<boolean> {
    const query = this.knex('jobs').where({ id, user_id: userId }).whereNotIn('state', OPEN_STATES).del();
    return ((await query.returning('id')) as unknown[]).length > 0;
  }

  async idsOf(userId: string): Promise<string[]> {
    return (await this.knex('jobs').where({ user_id: userId }).pluck('id')) as string[];
  }

  /** Which of these ids have a row. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    return new Set(z.array(z.string()).parse(await this.knex('jobs').whereIn('id', ids).pluck('id')));
  }

  #columns(change: JobChange): Record<string, unknown> {
    const now = this.knex.fn.now();
    const { framesPerSecond, reason, datasetId, engine, ...same } = change;
    const ended = change.state && !isOpenJob(change.state);
    return {
      ...same,
      ...(framesPerSecond === undefined ? {} : { frames_per_second: framesPerSecond }),
      ...(reason === undefined
        ? {}
        : { reason_code: reason?.code ?? null, reason: reason?.message ?? null, error: errorColumn(reason) }),
      ...(datasetId === undefined ? {} : { dataset_id: datasetId }),
      ...(engine === undefined ? {} : { engine: JSON.stringify(engine) }),
      ...(change.state === 'running' ? { started_at: this.knex.raw('coalesce(started_at, now())') } : {}),
      ...(change.state ? { ended_at: ended ? now : null } : {}),
      revision: this.knex.raw('revision + 1'),
      changed_at: now,
    };
  }
}
