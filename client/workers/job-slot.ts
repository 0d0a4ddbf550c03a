import { ForgeError } from '../../core/errors.ts';

interface Job {
  readonly controller: AbortController;
  readonly givesWay: boolean;
  ended: Promise<unknown>;
}

/** Runs one job at a time. A job that gives way ends with `aborted` as soon as another one comes. */
export class JobSlot {
  #job: Job | null = null;

  /** Whether a job runs that does not give way. */
  get isTaken(): boolean {
    return this.#job !== null && !this.#job.givesWay;
  }

  /**
   * Runs a job, after one that gives way has ended. Throws `internal` while another one runs, and what the job throws.
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, { givesWay = false } = {}): Promise<T> {
    // Of several that wait for the same one, the first goes on and may have to give way to the next.
    while (this.#job?.givesWay) {
      this.#job.controller.abort(new ForgeError('aborted.job'));
      await this.#job.ended;
    }
    if (this.#job) throw new ForgeError('internal.detail', { detail: 'Another job is still under way.' });
    const job: Job = { controller: new AbortController(), givesWay, ended: Promise.resolve() };
    this.#job = job;
    const result = work(job.controller.signal).finally(() => {
      this.#job = null;
    });
    job.ended = result.catch(() => undefined); // its failure is for the caller of run()
    return result;
  }

  /** Ends the job in progress if it gives way. */
  cancelYielding(reason: ForgeError): void {
    if (this.#job?.givesWay) this.#job.controller.abort(reason);
  }

  /** Ends the job in progress. */
  cancel(reason: ForgeError): void {
    this.#job?.controller.abort(reason);
  }
}
