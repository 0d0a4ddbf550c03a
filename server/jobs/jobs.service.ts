import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { checkLabels } from '../../core/dataset/check-labels.ts';
import { ForgeError } from '../../core/errors.ts';
import type { JobLogCode } from '../../core/jobs/log-sentence.ts';
import type {
  Job,
  JobCapacity,
  JobChanges,
  JobLogEntry,
  JobPage,
  JobQuery,
  JobState,
  NewJob,
} from '../../core/schema/api/jobs.ts';
import { parseProject, type Project } from '../../core/schema/project.ts';
import type { VideoLimits } from '../config.ts';
import { decodeCursor, encodeCursor, type ListPosition } from '../db/list-cursor.ts';
import { transact } from '../db/transact.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { putJson } from '../storage/json-blob.ts';
import type { VideosService } from '../videos/videos.service.ts';
import { jobPrefix, orderKey, resultKey } from './job-files.ts';
import { withdrawTasks } from './job-ledger.ts';
import type { JobQueue } from './job-queue.ts';
import { JobTotalsRepo } from './job-totals.repo.ts';
import { frameOf, jobOf, priorityNumber } from './job-view.ts';
import { JobsRepo, type JobChange, type JobRow } from './jobs.repo.ts';
import { TasksRepo } from './tasks.repo.ts';
import { nextTurn } from './turns.ts';
import type { WorkersRepo } from './workers.repo.ts';

/** Notices from the service to the worker in its own process. */
interface LocalWorker {
  nudge(): void;
  drop(jobId: string): void;
  /** A user may start a job soon: the model can be loaded and measured meanwhile. */
  warmUp(): void;
}

interface JobsServiceParts {
  readonly knex: Knex;
  readonly queue: JobQueue;
  readonly store: BlobStore;
  readonly videos: VideosService;
  readonly workers: WorkersRepo;
  readonly limits: Pick<VideoLimits, 'bytes' | 'seconds'>;
  readonly openJobs: number;
  readonly worker: LocalWorker | null;
  /** Called for each job that changed. */
  readonly onChange: (jobId: string) => void;
}

const CHANGES_AT_ONCE = 50;
/** A worker without a heartbeat for this long is not counted. */
const WORKER_SECONDS = 30;
const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** The actions of users on their jobs. Every query takes the owner's id: others get `not_found`. */
export class JobsService {
  readonly #jobs: JobsRepo;
  readonly #tasks: TasksRepo;

  constructor(private readonly parts: JobsServiceParts) {
    this.#jobs = new JobsRepo(parts.knex);
    this.#tasks = new TasksRepo(parts.knex);
  }

  /**
   * Starts a job. Its row, its first task and that task's queue entry appear together or not at all. Throws
   * `not_found` for a missing video, `project_invalid`, `project_too_new`, `prompts_invalid`,
   * `too_many_jobs`.
   */
  async submit(userId: string, order: NewJob): Promise<Job> {
    const video = await this.parts.videos.find(order.videoId, userId);
    const project = parseProject(order.project);
    checkLabelled(project);
    const id = randomUUID();
    const { corrections, leftOut, spec, reviewDoubts } = order;
    await putJson(this.parts.store, orderKey(id), { project, corrections, leftOut, spec, reviewDoubts });
    const row = {
      id,
      user_id: userId,
      video_id: video.id,
      name: spec.name,
      video_name: video.name,
      project_ref: order.projectRef ?? null,
      batch_id: order.batchId ?? null,
      kind: order.kind,
      priority: priorityNumber(order.priority),
    };
    try {
      await transact(this.parts.knex, (transaction) => this.#insert(transaction, row));
    } catch (error) {
      await this.#removeFiles(id);
      throw error;
    }
    this.parts.worker?.nudge();
    this.parts.onChange(id);
    return this.find(id, userId);
  }

  async list(userId: string, query: JobQuery): Promise<JobPage> {
    const after = query.cursor === undefined ? null : positionOf(query.cursor);
    const rows = await this.#jobs.list(userId, query, after);
    const page = rows.slice(0, query.limit);
    const last = rows.length > page.length ? page.at(-1) : undefined;
    return { jobs: page.map(jobOf), nextCursor: last ? encodeCursor([last.created_at.toISOString(), last.id]) : null };
  }

  async find(id: string, userId: string): Promise<Job> {
    return jobOf(await this.#row(id, userId));
  }

  async log(id: string, userId: string): Promise<JobLogEntry[]> {
    await this.#row(id, userId);
    return this.#jobs.logOf(id);
  }

  /** The changes since a revision; -1 for all. */
  async changes(id: string, userId: string, after: number): Promise<JobChanges> {
    const row = await this.#row(id, userId);
    const rows = await this.#tasks.framesAfter(id, after, CHANGES_AT_ONCE + 1);
    const frames = rows.slice(0, CHANGES_AT_ONCE).map(frameOf);
    const more = rows.length > frames.length;
    const until = more ? (frames.at(-1)?.revision ?? row.revision) : Infinity;
    const log = (await this.#jobs.logOf(id, after)).filter(({ revision }) => revision <= until);
    // Changes between the two reads are for the next call.
    const job = jobOf(row);
    const revision = more ? until : Math.max(job.revision, frames.at(-1)?.revision ?? 0);
    return { job: { ...job, revision }, frames, log, more };
  }

  /** The project with the job's labels. Throws `job_state_conflict` where the job is not done. */
  async result(id: string, userId: string): Promise<Readable> {
    const { state } = await this.#row(id, userId);
    if (state !== 'done') throw new ForgeError('job_state_conflict.no_result');
    return this.parts.store.open(resultKey(id));
  }

  /** Stops a job for good, within one frame. Throws `job_state_conflict` for one that has ended. */
  cancel(id: string, userId: string): Promise<Job> {
    return this.#stop(id, userId, ['queued', 'running', 'paused'], { state: 'cancelled' }, 'cancelled');
  }

  /** Stops a job within one frame; finished frames are kept. */
  pause(id: string, userId: string): Promise<Job> {
    return this.#stop(id, userId, ['queued', 'running'], { state: 'paused' }, 'paused');
  }

  /** Resumes a paused job at its checkpoint. */
  resume(id: string, userId: string): Promise<Job> {
    return this.#restart(id, userId, ['paused'], 'resumed');
  }

  /** Retries a job that failed or was cancelled, behind the finished frames. */
  retry(id: string, userId: string): Promise<Job> {
    return this.#restart(id, userId, ['failed', 'cancelled'], 'retried');
  }

  /** Removes a job that has ended; its dataset stays. */
  async remove(id: string, userId: string): Promise<void> {
    await this.#row(id, userId);
    if (!(await this.#jobs.remove(id, userId))) throw new ForgeError('job_state_conflict.not_ended');
    await this.#removeFiles(id);
  }

  /** Returns a function that removes the files of an account's jobs; call it once the account is deleted. */
  async forget(userId: string): Promise<() => Promise<void>> {
    const ids = await this.#jobs.idsOf(userId);
    return async () => {
      for (const id of ids) await this.#removeFiles(id);
    };
  }

  /**
   * The server's capacity for a user's job, for choosing the compute target.
   *
   * @param measure begin to measure what a frame takes here, where that is not known; a later answer has it
   */
  async capacity(userId: string, measure: boolean): Promise<JobCapacity> {
    if (measure) this.parts.worker?.warmUp();
    const workers = (await this.parts.workers.living(WORKER_SECONDS)).filter(({ draining }) => !draining);
    const measured = workers.find(({ costs }) => costs !== null) ?? workers[0];
    const slots = workers.reduce((sum, each) => sum + each.slots, 0);
    const { bytes, seconds } = this.parts.limits;
    return {
      workers: workers.length,
      device: measured?.device ?? null,
      costs: measured?.costs ?? null,
      waitSeconds: slots > 0 ? await this.#jobs.secondsAhead(slots) : 0,
      limits: { videoBytes: bytes, videoSeconds: seconds, openJobs: this.parts.openJobs },
      openJobs: await this.#jobs.countOpen(userId),
    };
  }

  async #insert(transaction: Knex, row: Parameters<JobsRepo['insert']>[0]): Promise<void> {
    // Jobs of one user are counted one after the other.
    await transaction('users').where({ id: row.user_id }).forUpdate().select('id');
    const jobs = new JobsRepo(transaction);
    if ((await jobs.countOpen(row.user_id)) >= this.parts.openJobs)
      throw new ForgeError('too_many_jobs.limit', { count: this.parts.openJobs });
    const turn = await nextTurn(transaction, row.user_id, row.priority);
    const taskId = randomUUID();
    const entry_id = await this.parts.queue.put(transaction, taskId, turn);
    await jobs.insert(row);
    await new TasksRepo(transaction).insert({ id: taskId, job_id: row.id, kind: 'plan', part: null, turn, entry_id });
    await jobs.log(row.id, 0, 'queued');
  }

  async #stop(
    id: string,
    userId: string,
    from: readonly JobState[],
    change: JobChange,
    code: JobLogCode,
  ): Promise<Job> {
    await this.#row(id, userId);
    await transact(this.parts.knex, async (transaction) => {
      await withdrawTasks(transaction, this.parts.queue, id);
      await this.#note(transaction, id, from, { ...change, framesPerSecond: null }, code);
      if (change.state === 'cancelled') await new JobTotalsRepo(transaction).countEnded(id);
    });
    this.parts.worker?.drop(id);
    this.parts.onChange(id);
    return this.find(id, userId);
  }

  async #restart(id: string, userId: string, from: readonly JobState[], code: JobLogCode): Promise<Job> {
    const { priority, video_id: video } = await this.#row(id, userId);
    if (video === null) throw new ForgeError('not_found.job_video_to_send');
    await transact(this.parts.knex, async (transaction) => {
      const tasks = new TasksRepo(transaction);
      const turn = await nextTurn(transaction, userId, priority);
      const waiting = (await tasks.ofJob(id)).filter(({ state }) => state === 'waiting');
      for (const task of waiting) {
        await tasks.beginAnew(task.id, turn);
        await tasks.setEntry(task.id, await this.parts.queue.put(transaction, task.id, turn));
      }
      const change = { state: 'queued', stage: 'waiting', reason: null } as const;
      await this.#note(transaction, id, from, change, code);
    });
    this.parts.worker?.nudge();
    this.parts.onChange(id);
    return this.find(id, userId);
  }

  async #note(
    transaction: Knex,
    id: string,
    from: readonly JobState[],
    change: JobChange,
    code: JobLogCode,
  ): Promise<void> {
    const jobs = new JobsRepo(transaction);
    const revision = await jobs.change(id, from, change);
    if (revision === null) throw new ForgeError('job_state_conflict.other_state');
    await jobs.log(id, revision, code);
  }

  async #row(id: string, userId: string): Promise<JobRow> {
    const row = await this.#jobs.find(id, userId);
    if (!row) throw new ForgeError('not_found.job');
    return row;
  }

  async #removeFiles(id: string): Promise<void> {
    for await (const { key } of this.parts.store.list(jobPrefix(id))) await this.parts.store.remove(key);
  }
}

function checkLabelled(project: Project): void {
  if (checkLabels(project).some(({ kind }) => kind === 'nothing-labelled')) throw new ForgeError('prompts_invalid');
}

/** Throws `request_invalid`. */
function positionOf(cursor: string): ListPosition<string> {
  const [value, id] = decodeCursor(cursor, cursorSchema);
  return { value, id };
}
