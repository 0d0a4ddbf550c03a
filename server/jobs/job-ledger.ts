import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { PropagatedFrame } from '../../core/engine/propagated-frame.ts';
import type { ForgeError } from '../../core/errors.ts';
import type { JobLogCode } from '../../core/jobs/log-sentence.ts';
import { isRetryable } from '../../core/retryable.ts';
import type { JobDevice, JobLogEntry, JobState } from '../../core/schema/api/jobs.ts';
import type { EngineRun } from '../../core/schema/project.ts';
import { transact } from '../db/transact.ts';
import { lostProcessError, MAX_ATTEMPTS, MAX_LOSSES, retryDelay } from './faults.ts';
import type { JobQueue } from './job-queue.ts';
import { JobTotalsRepo } from './job-totals.repo.ts';
import { JobsRepo, type JobChange } from './jobs.repo.ts';
import { TasksRepo, type TaskRow } from './tasks.repo.ts';
import { WorkersRepo } from './workers.repo.ts';

/** A task that this worker holds: no other process writes for it while `claim` stands in its row. */
export interface Lease {
  readonly task: TaskRow;
  readonly claim: string;
  readonly worker: string;
}

/**
 * The worker does not hold the task any more: the job was paused, cancelled or deleted, or another worker
 * took over.
 */
export class LeaseLost extends Error {
  constructor() {
    super('the task is not this worker’s any more');
  }
}

/** Progress of the labelling after one frame. */
interface FinishedFrame {
  readonly position: number;
  readonly result: PropagatedFrame;
  /** 0 for a frame without work. */
  readonly counts: 0 | 1;
  /** The device that labelled it. */
  readonly device: JobDevice;
  readonly picture: Uint8Array | null;
}

type Values = JobLogEntry['values'];

/**
 * Everything that a worker writes about its jobs, each in one transaction with the queue: what was written
 * stays true however the worker ends. Rows are locked in the order queue, tasks, jobs, totals. All but
 * `claim` and `recoverLost` throw LeaseLost.
 */
export class JobLedger {
  constructor(
    private readonly knex: Knex,
    private readonly queue: JobQueue,
    /** Called for each job that changed. */
    private readonly onChange: (jobId: string) => void = () => undefined,
  ) {}

  /** Acquires the next task in turn; null where none waits. */
  async claim(worker: { readonly id: string; readonly name: string }): Promise<Lease | null> {
    const claim = randomUUID();
    for (;;) {
      const found = await transact(this.knex, async (transaction) => {
        const entry = await this.queue.take(transaction);
        if (!entry) return 'nothing';
        const task = await new TasksRepo(transaction).claim(entry.taskId, entry.entryId, claim, worker.id);
        return task && (await this.#begin(transaction, task, claim, worker.name)) ? task : 'gone';
      });
      if (found === 'nothing') return null;
      if (found === 'gone') continue;
      this.onChange(found.job_id);
      return { task: found, claim, worker: worker.name };
    }
  }

  /** Renews the lease: the worker is alive. */
  async keep({ task, claim }: Lease): Promise<void> {
    if (!(await new TasksRepo(this.knex).keep(task.id, claim))) throw new LeaseLost();
  }

  /** Begins a task again: its checkpoint is of another version of the engine, whose labels do not go with these. */
  async beginAgain({ task, claim }: Lease): Promise<void> {
    await this.#write(task.job_id, async (transaction) => {
      const tasks = new TasksRepo(transaction);
      if (!(await tasks.keep(task.id, claim))) throw new LeaseLost();
      const forgotten = await tasks.forgetFrames(task.id);
      if ((await new JobsRepo(transaction).countFrame(task.job_id, -forgotten)) === null) throw new LeaseLost();
    });
  }

  /** Stores a finished frame and the engine's checkpoint after it. */
  async frame({ task, claim }: Lease, { position, result, counts, device, picture }: FinishedFrame): Promise<void> {
    await this.#write(task.job_id, async (transaction) => {
      const tasks = new TasksRepo(transaction);
      const progress = { checkpoint: result.checkpoint(), rate: result.progress.framesPerSecond };
      if (!(await tasks.keep(task.id, claim, progress))) throw new LeaseLost();
      const revision = await new JobsRepo(transaction).countFrame(task.job_id, counts);
      if (revision === null) throw new LeaseLost();
      const { frame, tracks } = result;
      await tasks.addFrame({ taskId: task.id, jobId: task.job_id, position, revision, frame, tracks, device, picture });
    });
  }

  /** Stores the progress of a stage without frames of its own. */
  async progress({ task, claim }: Lease, change: JobChange): Promise<void> {
    await this.#write(task.job_id, async (transaction) => {
      if (!(await new TasksRepo(transaction).keep(task.id, claim))) throw new LeaseLost();
      await this.#note(transaction, task.job_id, change);
    });
  }

  /** Ends the planning: queues the parts or, where there is nothing to label, the assembly of the result. */
  async planned(lease: Lease, parts: number, frames: number, device: JobDevice): Promise<void> {
    const { task, claim, worker } = lease;
    await this.#write(task.job_id, async (transaction) => {
      if (!(await new TasksRepo(transaction).finish(task.id, claim))) throw new LeaseLost();
      for (let part = 0; part < parts; part++)
        await this.#add(transaction, { job_id: task.job_id, kind: 'label', part, turn: task.turn + part });
      if (parts === 0)
        await this.#add(transaction, { job_id: task.job_id, kind: 'finish', part: null, turn: task.turn });
      await this.#note(transaction, task.job_id, { stage: 'labelling', device }, 'started', { worker, device });
      await this.#note(transaction, task.job_id, { done: 0, total: frames }, 'planned', { frames, parts });
    });
  }

  /** Ends a part; after the last one the assembly of the result is queued. */
  async labelled(lease: Lease, engine: EngineRun): Promise<void> {
    const { task, claim } = lease;
    await this.#write(task.job_id, async (transaction) => {
      const tasks = new TasksRepo(transaction);
      if (!(await tasks.finish(task.id, claim))) throw new LeaseLost();
      // The job's row is locked from here on: of two parts that end at once, the second one sees the first.
      await this.#note(transaction, task.job_id, { engine });
      const all = await tasks.ofJob(task.job_id);
      if (all.some(({ kind, state }) => kind === 'label' && state !== 'done')) return;
      const first = Math.min(...all.map(({ turn }) => turn));
      await this.#add(transaction, { job_id: task.job_id, kind: 'finish', part: null, turn: first });
      const change = { stage: 'writing', done: 0, total: null, framesPerSecond: null } as const;
      await this.#note(transaction, task.job_id, change, 'labelled', {});
    });
  }

  /** Ends the job as done. @param dataset the job's dataset, where it made one */
  async done({ task, claim }: Lease, dataset: { readonly id: string; readonly name: string } | null): Promise<void> {
    await this.#write(task.job_id, async (transaction) => {
      if (!(await new TasksRepo(transaction).finish(task.id, claim))) throw new LeaseLost();
      const frames = await new TasksRepo(transaction).countFramesOf(task.job_id);
      const counts = { done: frames, total: frames, framesPerSecond: null };
      const change = { state: 'done', ...counts, datasetId: dataset?.id ?? null, reason: null } as const;
      if (dataset) await this.#note(transaction, task.job_id, change, 'saved', { dataset: dataset.name });
      else await this.#note(transaction, task.job_id, change, 'done');
      await new JobTotalsRepo(transaction).countEnded(task.job_id);
    });
  }

  /** Ends the job as one for labels: this many need a look, and no dataset is made. */
  async doubted({ task, claim }: Lease, labels: number): Promise<void> {
    await this.#write(task.job_id, async (transaction) => {
      if (!(await new TasksRepo(transaction).finish(task.id, claim))) throw new LeaseLost();
      const frames = await new TasksRepo(transaction).countFramesOf(task.job_id);
      const counts = { done: frames, total: frames, framesPerSecond: null };
      const change = { kind: 'labels', state: 'done', stage: 'labelling', ...counts, reason: null } as const;
      await this.#note(transaction, task.job_id, change, 'doubted', { labels });
      await new JobTotalsRepo(transaction).countEnded(task.job_id);
    });
  }

  /** The work failed: it is retried later, by any worker, or the job has failed. */
  async failed({ task, claim }: Lease, error: ForgeError): Promise<void> {
    await this.#write(task.job_id, async (transaction) => {
      const released = await new TasksRepo(transaction).release(task.id, claim, 'failed');
      if (!released) throw new LeaseLost();
      await this.#tryAgain(transaction, released, error);
    });
  }

  /** Releases an unfinished task; another worker resumes at its checkpoint. */
  async release({ task, claim }: Lease): Promise<void> {
    await this.#write(task.job_id, async (transaction) => {
      const released = await new TasksRepo(transaction).release(task.id, claim, 'given back');
      if (!released) throw new LeaseLost();
      await this.#requeue(transaction, released, 0);
      await this.#wait(transaction, task.job_id);
    });
  }

  /**
   * Puts the tasks of lost workers back into the queue.
   *
   * @param silence seconds without a heartbeat after which a worker counts as lost
   * @returns how many there were
   */
  async recoverLost(silence: number): Promise<number> {
    const recovered = await transact(this.knex, async (transaction) => {
      const tasks = new TasksRepo(transaction);
      const lost = await tasks.silentFor(silence);
      for (const task of lost) {
        const released = await tasks.release(task.id, task.claim, 'lost');
        if (released) await this.#lose(transaction, released);
      }
      return lost.map(({ job_id }) => job_id);
    });
    for (const id of recovered) this.onChange(id);
    return recovered.length;
  }

  /** Inserts a new task with its queue entry. */
  async #add(transaction: Knex, task: Pick<TaskRow, 'job_id' | 'kind' | 'part' | 'turn'>): Promise<void> {
    const id = randomUUID();
    const entry_id = await this.queue.put(transaction, id, task.turn);
    await new TasksRepo(transaction).insert({ ...task, id, entry_id });
  }

  async #begin(transaction: Knex, task: TaskRow, claim: string, worker: string): Promise<boolean> {
    const jobs = new JobsRepo(transaction);
    const stage = { plan: 'reading', label: 'labelling', finish: 'writing' } as const;
    const revision = await jobs.change(task.job_id, ['queued', 'running'], {
      state: 'running',
      stage: stage[task.kind],
    });
    if (revision === null) {
      await new TasksRepo(transaction).release(task.id, claim, 'given back');
      return false;
    }
    if (task.kind !== 'label' || (task.attempts + task.losses === 0 && task.checkpoint === null)) return true;
    const frame = await new TasksRepo(transaction).countFrames(task.id);
    await jobs.log(task.job_id, revision, 'resumed_elsewhere', { worker, frame });
    return true;
  }

  async #lose(transaction: Knex, task: TaskRow): Promise<void> {
    if (task.losses >= MAX_LOSSES) {
      const error = lostProcessError(task.kind, await new TasksRepo(transaction).lastFrame(task.id));
      return this.#fail(transaction, task.job_id, error);
    }
    const worker = await new WorkersRepo(transaction).nameOf(task.worker_id ?? '');
    const frame = await new TasksRepo(transaction).countFrames(task.id);
    await this.#requeue(transaction, task, 0);
    await this.#note(transaction, task.job_id, {}, 'worker_lost', { worker: worker ?? '', frame });
    await new JobTotalsRepo(transaction).countRetry(task.job_id, 'worker_lost');
    await this.#wait(transaction, task.job_id);
  }

  async #tryAgain(transaction: Knex, task: TaskRow, error: ForgeError): Promise<void> {
    if (!isRetryable(error.code, 'task') || task.attempts >= MAX_ATTEMPTS)
      return this.#fail(transaction, task.job_id, error);
    const seconds = retryDelay(task.attempts);
    await this.#requeue(transaction, task, seconds);
    await this.#note(transaction, task.job_id, {}, 'retrying', { seconds, message: error.message }, error);
    await new JobTotalsRepo(transaction).countRetry(task.job_id, error.code);
    await this.#wait(transaction, task.job_id);
  }

  /** Ends a job as failed and withdraws its other tasks from their workers. */
  async #fail(transaction: Knex, jobId: string, error: ForgeError): Promise<void> {
    const change = { state: 'failed', reason: error, framesPerSecond: null } as const;
    await withdrawTasks(transaction, this.queue, jobId);
    await this.#note(transaction, jobId, change, 'failed', { message: error.message }, error);
    await new JobTotalsRepo(transaction).countEnded(jobId);
  }

  async #requeue(transaction: Knex, task: TaskRow, delaySeconds: number): Promise<void> {
    const entry = await this.queue.put(transaction, task.id, task.turn, delaySeconds);
    await new TasksRepo(transaction).setEntry(task.id, entry, delaySeconds);
  }

  /** A job without a worker is waiting again. */
  async #wait(transaction: Knex, jobId: string): Promise<void> {
    const all = await new TasksRepo(transaction).ofJob(jobId);
    if (all.some(({ state }) => state === 'running')) return;
    const change = { state: 'queued', stage: 'waiting', framesPerSecond: null } as const;
    await this.#note(transaction, jobId, change);
  }

  async #note(
    transaction: Knex,
    jobId: string,
    change: JobChange,
    code?: JobLogCode,
    values: Values = {},
    error: ForgeError | null = null,
  ): Promise<void> {
    const jobs = new JobsRepo(transaction);
    const working: readonly JobState[] = ['queued', 'running'];
    const revision = await jobs.change(jobId, working, change);
    if (revision === null) throw new LeaseLost();
    if (code !== undefined) await jobs.log(jobId, revision, code, values, error);
  }

  async #write(jobId: string, work: (transaction: Knex) => Promise<void>): Promise<void> {
    await transact(this.knex, work);
    this.onChange(jobId);
  }
}

/** Takes the tasks of a job from the queue and from their workers; their checkpoints stay. */
export async function withdrawTasks(transaction: Knex, queue: JobQueue, jobId: string): Promise<void> {
  const tasks = new TasksRepo(transaction);
  const all = await tasks.ofJob(jobId);
  await queue.remove(
    transaction,
    all.flatMap(({ entry_id: entry }) => entry ?? []),
  );
  for (const { id, entry_id: entry, state } of all) {
    if (entry !== null) await tasks.setEntry(id, null);
    if (state === 'running') await tasks.release(id, null, 'given back');
  }
}
