import type { Knex } from 'knex';
import { z } from 'zod';
import type { EngineCheckpoint } from '../../core/engine/checkpoint.ts';
import { jobTrackResultSchema, type JobDevice } from '../../core/schema/api/jobs.ts';
import { frameIndexSchema } from '../../core/schema/brands.ts';
import type { TrackResult } from '../../core/engine/types.ts';
import { numericText } from '../db/numeric-text.ts';

/** The kinds of tasks: plan the job, label a part of the frames, assemble the result. */
const taskKindSchema = z.enum(['plan', 'label', 'finish']);
export type TaskKind = z.infer<typeof taskKindSchema>;

const rowSchema = z.object({
  id: z.string(),
  job_id: z.string(),
  kind: taskKindSchema,
  part: z.int().nullable(),
  turn: numericText,
  state: z.enum(['waiting', 'running', 'done']),
  claim: z.string().nullable(),
  worker_id: z.string().nullable(),
  /** Attempts that failed, and those whose process was lost, since the last finished frame. */
  attempts: z.int(),
  losses: z.int(),
  entry_id: z.string().nullable(),
  /** Parsed by the worker that resumes from it. */
  checkpoint: z.unknown(),
});
export type TaskRow = Readonly<z.infer<typeof rowSchema>>;

const frameRowSchema = z.object({
  revision: numericText,
  frame: frameIndexSchema,
  result: z.array(jobTrackResultSchema),
  picture: z.instanceof(Uint8Array).nullable(),
});
export type FrameRow = Readonly<z.infer<typeof frameRowSchema>>;

interface NewFrame {
  readonly taskId: string;
  readonly jobId: string;
  /** 0, 1, 2... within the task. */
  readonly position: number;
  readonly revision: number;
  readonly frame: number;
  readonly tracks: readonly TrackResult[];
  readonly device: JobDevice;
  /** A small WebP picture. */
  readonly picture: Uint8Array | null;
}

/**
 * The tables `job_tasks` and `job_frames`. Times are the database's own, so that workers' clocks do not
 * matter.
 */
export class TasksRepo {
  constructor(private readonly knex: Knex) {}

  async insert(task: Pick<TaskRow, 'id' | 'job_id' | 'kind' | 'part' | 'turn' | 'entry_id'>): Promise<void> {
    await this.knex('job_tasks').insert({ ...task, state: 'waiting', attempts: 0, waiting_since: this.knex.fn.now() });
  }

  async ofJob(jobId: string): Promise<TaskRow[]> {
    return z.array(rowSchema).parse(await this.knex('job_tasks').where({ job_id: jobId }).orderBy(['kind', 'part']));
  }

  /** Assigns a task that was taken out of the queue to a worker. Null where it does not wait any more. */
  async claim(taskId: string, entryId: string, claim: string, workerId: string): Promise<TaskRow | null> {
    const taken = { state: 'running', claim, worker_id: workerId, entry_id: null, waiting_since: null };
    const query = this.knex('job_tasks')
      .where({ id: taskId, entry_id: entryId, state: 'waiting' })
      .update({ ...taken, heartbeat_at: this.knex.fn.now() });
    return z.array(rowSchema).parse(await query.returning('*'))[0] ?? null;
  }

  /**
   * Renews the lease and, after a frame, stores its checkpoint. Returns false where the worker has lost the
   * task.
   */
  async keep(
    taskId: string,
    claim: string,
    progress?: { checkpoint: EngineCheckpoint; rate: number },
  ): Promise<boolean> {
    const stand = progress
      ? { checkpoint: JSON.stringify(progress.checkpoint), rate: progress.rate, attempts: 0, losses: 0 }
      : {};
    const query = this.knex('job_tasks')
      .where({ id: taskId, claim, state: 'running' })
      .update({ heartbeat_at: this.knex.fn.now(), ...stand });
    return ((await query.returning('id')) as unknown[]).length > 0;
  }

  /** Ends a task. Returns false where the worker has lost it. */
  async finish(taskId: string, claim: string): Promise<boolean> {
    const query = this.knex('job_tasks')
      .where({ id: taskId, claim, state: 'running' })
      .update({ state: 'done', claim: null, heartbeat_at: null, rate: null });
    return ((await query.returning('id')) as unknown[]).length > 0;
  }

  /**
   * Takes a task from its worker; it waits then, with an entry or, while its job is paused, without one.
   *
   * @param claim null takes it from any worker
   * @param why counted against the task, except a plain release
   * @returns the task as it is now; null where that worker does not hold it
   */
  async release(taskId: string, claim: string | null, why: 'failed' | 'lost' | 'given back'): Promise<TaskRow | null> {
    const query = this.knex('job_tasks')
      .where({ id: taskId, state: 'running', ...(claim === null ? {} : { claim }) })
      .update({
        state: 'waiting',
        claim: null,
        heartbeat_at: null,
        rate: null,
        ...(why === 'failed' ? { attempts: this.knex.raw('attempts + 1') } : {}),
        ...(why === 'lost' ? { losses: this.knex.raw('losses + 1') } : {}),
      });
    return z.array(rowSchema).parse(await query.returning('*'))[0] ?? null;
  }

  /** @param delaySeconds before the entry can be taken */
  async setEntry(taskId: string, entryId: string | null, delaySeconds = 0): Promise<void> {
    const since = entryId === null ? null : this.knex.raw(`now() + ? * interval '1 second'`, [delaySeconds]);
    await this.knex('job_tasks').where({ id: taskId }).update({ entry_id: entryId, waiting_since: since });
  }

  /** Resets failed and lost attempts and gives a task another turn: its job is retried. */
  async beginAnew(taskId: string, turn: number): Promise<void> {
    await this.knex('job_tasks').where({ id: taskId }).update({ attempts: 0, losses: 0, turn });
  }

  /** Running tasks without a heartbeat for `seconds`, locked; those that others have locked are skipped. */
  async silentFor(seconds: number): Promise<TaskRow[]> {
    const rows: unknown = await this.knex('job_tasks')
      .where({ state: 'running' })
      .whereRaw(`heartbeat_at < now() - ? * interval '1 second'`, [seconds])
      .forUpdate()
      .skipLocked();
    return z.array(rowSchema).parse(rows);
  }

  /**
   * The current turn of the queue: that of the last task taken or, where it is later, of the first one
   * waiting. 0 before the first.
   */
  async turnNow(): Promise<number> {
    const turn = z.object({ turn: numericText.nullable() });
    const taken: unknown = await this.knex('job_tasks').whereNot({ state: 'waiting' }).max('turn as turn').first();
    const next: unknown = await this.knex('job_tasks').whereNotNull('entry_id').min('turn as turn').first();
    return Math.max(turn.parse(taken).turn ?? 0, turn.parse(next).turn ?? 0);
  }

  /** The last turn among a user's own jobs of at least that priority; null where there are none. */
  async lastTurnOf(userId: string, priority: number): Promise<number | null> {
    const row: unknown = await this.knex('job_tasks')
      .join('jobs', 'jobs.id', 'job_tasks.job_id')
      .where('jobs.user_id', userId)
      .where('jobs.priority', '>=', priority)
      .max('job_tasks.turn as turn')
      .first();
    return z.object({ turn: numericText.nullable() }).parse(row).turn;
  }

  async addFrame({ taskId, jobId, position, revision, frame, tracks, device, picture }: NewFrame): Promise<void> {
    await this.knex('job_frames').insert({
      task_id: taskId,
      job_id: jobId,
      position,
      revision,
      frame,
      result: JSON.stringify(tracks),
      device,
      picture,
    });
  }

  async countFrames(taskId: string): Promise<number> {
    const row: unknown = await this.knex('job_frames').where({ task_id: taskId }).count('* as count').first();
    return z.object({ count: numericText }).parse(row).count;
  }

  /**
   * Removes the finished frames of a task and its checkpoint.
   *
   * @returns how many of the frames were work: on those that come first the user marked every object as absent
   */
  async forgetFrames(taskId: string): Promise<number> {
    await this.knex('job_tasks').where({ id: taskId }).update({ checkpoint: null });
    const removed: unknown = await this.knex('job_frames').where({ task_id: taskId }).delete().returning('result');
    const tracks = z.array(z.object({ result: z.array(z.object({ state: z.string() })) })).parse(removed);
    return tracks.filter(({ result }) => result.length === 0 || result.some(({ state }) => state !== 'outside')).length;
  }

  /** The last finished frame of a task; null where there is none. */
  async lastFrame(taskId: string): Promise<number | null> {
    const query = this.knex('job_frames').where({ task_id: taskId }).orderBy('position', 'desc').first('frame');
    return (
      z
        .object({ frame: z.int() })
        .optional()
        .parse(await query)?.frame ?? null
    );
  }

  /** Distinct frames of a job that were processed; the engine comes to some of them twice. */
  async countFramesOf(jobId: string): Promise<number> {
    const row: unknown = await this.knex('job_frames').where({ job_id: jobId }).countDistinct('frame as count').first();
    return z.object({ count: numericText }).parse(row).count;
  }

  /** Finished frames after a revision, in the order in which they came. */
  async framesAfter(jobId: string, revision: number, limit: number): Promise<FrameRow[]> {
    const rows: unknown = await this.knex('job_frames')
      .where({ job_id: jobId })
      .where('revision', '>', revision)
      .orderBy('revision')
      .limit(limit)
      .select('revision', 'frame', 'result', 'picture');
    return z.array(frameRowSchema).parse(rows);
  }

  /** Removes the frames of jobs that ended `seconds` ago or earlier: their results are in the storage. */
  async removeFramesOfEnded(seconds: number): Promise<void> {
    const ended = this.knex('jobs')
      .where({ state: 'done' })
      .whereRaw(`ended_at < now() - ? * interval '1 second'`, [seconds])
      .select('id');
    await this.knex('job_frames').whereIn('job_id', ended).del();
  }
}
