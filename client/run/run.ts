import { toForgeError } from '../../core/errors.ts';
import { useRunStore } from './run-store.ts';
import { PauseGate } from './pause-gate.ts';

type RunState = ReturnType<typeof useRunStore.getState>;

let current: Run | null = null;

/**
 * One run from its start to its end of any kind. When another one starts or the video is closed, its later
 * results are dropped.
 */
export class Run {
  readonly gate = new PauseGate();
  readonly #controller = new AbortController();
  #asks = false;

  private constructor(readonly file: File) {}

  /** Starts a run on a video. Later results of the run before are dropped. */
  static begin(file: File): Run {
    current = new Run(file);
    return current;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  isCurrent(): boolean {
    return current === this;
  }

  /** Updates the run store. */
  note(change: Partial<RunState>): void {
    if (this.isCurrent()) useRunStore.setState(change);
  }

  /** The run ends with a question: labels need a look before a dataset is made of them. */
  ask(): void {
    this.#asks = true;
  }

  get asks(): boolean {
    return this.#asks;
  }

  /** Ends the run, whether or not it is paused. */
  abort(): void {
    this.#controller.abort();
    this.gate.resume();
  }
}

/** The active or last run; null before the first. */
export const currentRun = (): Run | null => current;

/** Aborts the last run; its later results are dropped. */
export function forgetRun(): void {
  current?.abort();
  current = null;
}

/** Performs a run and writes its result or error to the store. Never throws. */
export async function performRun(run: Run, task: (run: Run) => Promise<void>): Promise<void> {
  try {
    await awake(() => task(run));
    run.note({ status: run.asks ? 'asking' : 'done' });
  } catch (error) {
    const known = toForgeError(error);
    if (known.code === 'aborted') run.note({ status: 'stopped' });
    else run.note({ status: 'failed', error: known });
  }
}

/** Browsers suspend background pages, but not those that hold a lock. */
function awake(task: () => Promise<void>): Promise<void> {
  return 'locks' in navigator ? navigator.locks.request(`vdf-run-${crypto.randomUUID()}`, task) : task();
}
