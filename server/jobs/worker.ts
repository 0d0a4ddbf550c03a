import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ForgeError } from '../../core/errors.ts';
import { toForgeError } from '../../core/errors.ts';
import type { LeaseTimes } from '../config.ts';
import { asDatabaseError } from '../db/database.ts';
import { finishJob } from './finish-task.ts';
import { LeaseLost, type Lease } from './job-ledger.ts';
import { labelPart } from './label-task.ts';
import { planJob } from './plan-task.ts';
import { GPU_TASK_SLOTS, taskSlots } from '../../node/segmenter/slots.ts';
import { makeWorkFolder } from '../storage/work-folder.ts';
import { withJob, type TaskRun, type WorkerContext } from './worker-context.ts';
import type { WorkersRepo } from './workers.repo.ts';

/** Works on several tasks of the queue at once, until it is stopped. */
export class Worker {
  readonly id = randomUUID();
  readonly name = `${hostname()}:${process.pid}`;
  /** For archives that are being written; each task creates and removes a folder of its own there. */
  #folder = '';
  readonly #stopping = new AbortController();
  readonly #running = new Map<Lease, AbortController>();
  /** Functions that wake the resting loops. */
  readonly #resting = new Set<() => void>();
  #work: Promise<unknown> = Promise.resolve();
  #beat: NodeJS.Timeout | null = null;

  constructor(
    private readonly context: WorkerContext,
    private readonly workers: WorkersRepo,
    /** null leaves it to the device. */
    private readonly wanted: number | null,
    private readonly times: LeaseTimes,
  ) {}

  /** Tasks at once. */
  get slots(): number {
    return taskSlots(this.wanted, this.context.model.device);
  }

  /** Begins to work. Throws the errors of writing the work folder and of the database. */
  async start(): Promise<void> {
    this.#folder = await makeWorkFolder(this.context.workFolders);
    await this.#tell(false);
    this.#beat = setInterval(() => void this.#beatOnce(), this.times.beat * 1000);
    const loops = this.wanted ?? GPU_TASK_SLOTS;
    this.#work = Promise.all(Array.from({ length: loops }, (_, slot) => this.#loop(slot)));
  }

  /** Something may wait in the queue now: polls at once. */
  nudge(): void {
    for (const wake of this.#resting) wake();
  }

  /** A user may start a job soon: the model is loaded and measured meanwhile. */
  warmUp(): void {
    const { model, log } = this.context;
    // The requester waits for it: not until the next heartbeat.
    const told = model.warmUp().then(() => this.#tell(this.#stopping.signal.aborted));
    void told.catch((error: unknown) => log.warn({ err: error }, 'the model was not measured'));
  }

  /** A job was paused, cancelled or deleted here: its tasks stop now and not at their next frame. */
  drop(jobId: string): void {
    for (const [lease, controller] of this.#running) if (lease.task.job_id === jobId) controller.abort();
  }

  /** Acquires no new task, releases those under way at their checkpoints, and releases the model. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.nudge();
    await this.#tell(true).catch((error: unknown) => this.context.log.warn({ err: error }, 'stopping was not told'));
    for (const controller of this.#running.values()) controller.abort();
    await this.#work;
    if (this.#beat) clearInterval(this.#beat);
    await this.context.model.close();
    await rm(this.#folder, { recursive: true, force: true });
    await this.workers.remove(this.id);
  }

  async #loop(slot: number): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        const lease = slot < this.slots ? await this.context.ledger.claim(this) : null;
        if (lease) await this.#perform(lease);
        else await this.#rest();
      } catch (error) {
        // The database is away: other workers recover the tasks under way, and find those that wait.
        this.context.log.error({ err: error }, 'the worker could not look into the queue');
        await this.#rest();
      }
    }
  }

  async #perform(lease: Lease): Promise<void> {
    const { ledger, log } = this.context;
    const controller = new AbortController();
    this.#running.set(lease, controller);
    const { kind, job_id: job } = lease.task;
    try {
      await withJob(this.context, lease, controller.signal, (run) => this.#task(run));
    } catch (error) {
      if (error instanceof LeaseLost) return;
      if (controller.signal.aborted) {
        // Released where this process stops; where the job was stopped, the lease is gone already.
        await ledger.release(lease).catch((fault: unknown) => {
          if (!(fault instanceof LeaseLost)) throw fault;
        });
        return;
      }
      const known = asForgeError(error);
      log.warn({ job, kind, code: known.code, err: error }, 'a task failed');
      await ledger.failed(lease, known).catch((fault: unknown) => {
        if (!(fault instanceof LeaseLost)) throw fault;
      });
    } finally {
      this.#running.delete(lease);
    }
  }

  async #task(run: TaskRun): Promise<void> {
    switch (run.lease.task.kind) {
      case 'plan':
        return planJob(this.context, run);
      case 'label':
        return labelPart(this.context, run);
      case 'finish':
        return finishJob(this.context, run, this.#folder);
    }
  }

  /** Waits until the next poll, or until something is known to wait. */
  async #rest(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const woken = new AbortController();
    const wake = () => woken.abort();
    this.#resting.add(wake);
    await sleep(this.times.look * 1000, undefined, { signal: woken.signal }).catch(() => undefined); // it was woken
    this.#resting.delete(wake);
  }

  async #beatOnce(): Promise<void> {
    const { ledger, log } = this.context;
    try {
      for (const [lease, controller] of this.#running) {
        await ledger.keep(lease).catch((error: unknown) => {
          if (!(error instanceof LeaseLost)) throw error;
          controller.abort();
        });
      }
      await this.#tell(this.#stopping.signal.aborted);
      if ((await ledger.recoverLost(this.times.lost)) > 0) this.nudge();
      await this.workers.removeSilent(this.times.lost * 3);
    } catch (error) {
      log.warn({ err: error }, 'the worker’s sign of life was not written');
    }
  }

  async #tell(draining: boolean): Promise<void> {
    const { device, devices, costs } = this.context.model;
    const { id, name, slots } = this;
    await this.workers.put({ id, name, slots, device, devices: [...devices], costs, draining });
  }
}

function asForgeError(error: unknown): ForgeError {
  return toForgeError(asDatabaseError(error));
}
