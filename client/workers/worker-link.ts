import { wrap, type Remote } from 'comlink';
import type { ForgeError } from '../../core/errors.ts';
import { PageError } from '../i18n/page-error.ts';
import { texts } from '../i18n/texts.ts';
import { rejectOnWorkerFailure } from './worker-failure.ts';

/** A worker until it is stopped. Its calls reject when it dies or is stopped: they would otherwise never settle. */
export class WorkerLink<Api> {
  readonly remote: Remote<Api>;
  readonly #failure: Promise<never>;
  readonly #stopped: Promise<never>;
  #reject: (error: ForgeError) => void = () => undefined;

  constructor(private readonly worker: Worker) {
    this.remote = wrap<Api>(worker);
    this.#failure = rejectOnWorkerFailure(worker);
    this.#stopped = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    // Without a call in progress nothing handles this rejection.
    this.#stopped.catch(() => undefined);
  }

  /** Throws the worker's errors, `aborted` when it is stopped, `internal` when it dies. */
  call<T>(request: (remote: Remote<Api>) => Promise<T>): Promise<T> {
    return Promise.race([request(this.remote), this.#failure, this.#stopped]);
  }

  /** Terminates the worker with everything that it holds. */
  stop(): void {
    this.worker.terminate();
    this.#reject(new PageError('aborted', () => texts.stopped));
  }

  /** Whether the worker has died, or never started. */
  async hasFailed(): Promise<boolean> {
    const pending = Symbol('pending');
    const outcome = await Promise.race([this.#failure.catch(() => 'failed'), Promise.resolve(pending)]);
    return outcome !== pending;
  }
}
