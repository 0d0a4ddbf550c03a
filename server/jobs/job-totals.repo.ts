import type { Knex } from 'knex';
import { z } from 'zod';
import type { ErrorCode } from '../../core/errors.ts';
import { numericText } from '../db/numeric-text.ts';

/**
 * Upper bounds of the duration buckets, in seconds: from a short clip to a day. Changing them leaves earlier
 * counts where they are.
 */
export const DURATION_BOUNDS = [10, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400] as const;

const endedSchema = z.object({
  outcome: z.enum(['done', 'failed', 'cancelled']),
  device: z.string(),
  error_code: z.string(),
  seconds: numericText,
  /** Frames with a later revision were labelled since the job was last begun. */
  revision: numericText,
});
const framesSchema = z.array(z.object({ device: z.string(), frames: numericText }));

const rowSchema = z.object({
  outcome: z.enum(['done', 'failed', 'cancelled', 'retried']),
  device: z.string(),
  error_code: z.string(),
  duration_le: z.string(),
  count: numericText,
  seconds: numericText,
  frames: numericText,
});
export type JobTotalsRow = Readonly<z.infer<typeof rowSchema>>;

/** A job that is retried after its end counts again, from where the retry began. */
const ENDED = `
  select jobs.state as outcome, coalesce(jobs.device, 'none') as device, coalesce(jobs.reason_code, '') as error_code,
    greatest(0, extract(epoch from jobs.ended_at - greatest(jobs.started_at, anew.at))) as seconds,
    coalesce(anew.revision, -1) as revision
  from jobs left join lateral (
    select at, revision from job_log where job_id = jobs.id and code = 'retried' order by revision desc limit 1
  ) anew on true
  where jobs.id = ?`;

/** The table `job_totals`: totals of all jobs, including the removed ones. */
export class JobTotalsRepo {
  constructor(private readonly knex: Knex) {}

  /** Counts a job that has just ended, with its labelled frames. In the transaction that ends it. */
  async countEnded(jobId: string): Promise<void> {
    const found = await this.knex.raw<{ readonly rows: readonly unknown[] }>(ENDED, [jobId]);
    const { revision, seconds, ...job } = endedSchema.parse(found.rows[0]);
    const frames = new Map((await this.#framesSince(jobId, revision)).map((each) => [each.device, each.frames]));
    // A job that fell back on the way was labelled by several devices.
    const devices = new Set([job.device, ...frames.keys()]);
    const le = bucketOf(seconds);
    // In one fixed order: two jobs that end at once do not deadlock.
    for (const device of [...devices].sort()) {
      const own = device === job.device ? { count: 1, seconds } : { count: 0, seconds: 0 };
      await this.#add({ ...job, ...own, device, duration_le: le, frames: frames.get(device) ?? 0 });
    }
  }

  /** Counts a failed attempt that is followed by a retry. */
  async countRetry(jobId: string, code: ErrorCode): Promise<void> {
    const found: unknown = await this.knex('jobs').where({ id: jobId }).first('device');
    const { device } = z.object({ device: z.string().nullable() }).parse(found);
    const nothing = { duration_le: '', seconds: 0, frames: 0 };
    await this.#add({ ...nothing, outcome: 'retried', device: device ?? 'none', error_code: code, count: 1 });
  }

  async all(): Promise<JobTotalsRow[]> {
    const rows: unknown = await this.knex('job_totals').orderBy(['outcome', 'device', 'error_code', 'duration_le']);
    return z.array(rowSchema).parse(rows);
  }

  async #framesSince(jobId: string, revision: number): Promise<z.infer<typeof framesSchema>> {
    const rows: unknown = await this.knex('job_frames')
      .where({ job_id: jobId })
      .where('revision', '>', revision)
      .groupByRaw('1')
      .select(this.knex.raw(`coalesce(device, 'none') as device`), this.knex.raw('count(*) as frames'));
    return framesSchema.parse(rows);
  }

  async #add(row: JobTotalsRow): Promise<void> {
    const sum = (column: 'count' | 'seconds' | 'frames') => this.knex.raw(`job_totals.${column} + excluded.${column}`);
    await this.knex('job_totals')
      .insert(row)
      .onConflict(['outcome', 'device', 'error_code', 'duration_le'])
      .merge({ count: sum('count'), seconds: sum('seconds'), frames: sum('frames') });
  }
}

const bucketOf = (seconds: number): string => String(DURATION_BOUNDS.find((bound) => seconds <= bound) ?? '+Inf');
