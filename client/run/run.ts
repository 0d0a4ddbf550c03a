import { toForgeError } from '../../core/errors.ts';
import { useRunStore } from './run-store.ts';
import { PauseGate } from './pause-gate.ts';

type RunState = ReturnType<typeof useRunStore.getState>;

let current: Run | null = null;

/** One run from its start to its end of any kind. When another one begins or the video is closed, what still comes of it is dropped. */
export class Run {
  readonly gate = new PauseGate();
  readonly #controller = new AbortController();
  #asks = false;

  private constructor(readonly file: File) {}

  /** Begins a run on a video. What still comes of the one before is dropped from now on. */
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

  /** Says how it goes. */
  note(change: Partial<RunState>): void {
    if (this.isCurrent()) useRunStore.setState(change);
  }

  /** It ends with a question: labels need a look before a dataset is made of them. */
  ask(): void {
    this.#asks = true;
  }

  get asks(): boolean {
    return this.#asks;
  }

  /** Ends it, whether or not it is paused. */
  abort(): void {
    this.#controller.abort();
    this.gate.resume();
  }
}

/** The run that is under way or was last; null before the first. */
export const currentRun = (): Run | null => current;

/** What still comes of the last run is for nobody any more. */
export function forgetRun(): void {
  current?.abort();
  current = null;
}

/** Does a run to its end, and says in the store how it ended. Never throws. */
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

/** Browsers put pages in the background to sleep, but not those that hold a lock. */
function awake(task: () => Promise<void>): Promise<void> {
  return 'locks' in navigator ? navigator.locks.request(`vdf-run-${crypto.randomUUID()}`, task) : task();
}
