import { toForgeError } from '../../core/errors.ts';
import { useRunStore } from './run-store.ts';
import type { VideoUpload } from '../api/upload-video.ts';
import { liveCorrection } from './correction/live-correction.ts';
import { PauseGate } from './pause-gate.ts';

type RunState = ReturnType<typeof useRunStore.getState>;

/**
 * One run from its start to its end of any kind. When another one starts or the video is closed, its later
 * results are dropped.
 */
export class Run {
  readonly gate = new PauseGate();
  readonly #controller = new AbortController();
  #asks = false;

  /** The upload of its video to the server, while there is one. */
  upload: VideoUpload | null = null;

  constructor(
    readonly file: File,
    private readonly runs: Runs,
  ) {}

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  isCurrent(): boolean {
    return this.runs.current === this;
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

/** The runs of the open project, one at a time: only the last one changes the run store. */
export class Runs {
  #current: Run | null = null;
  /** Id of the job that is being looked up on the server, to be followed again. */
  lookedUp: string | null = null;

  /** The active or last run; null before the first. */
  get current(): Run | null {
    return this.#current;
  }

  /** Starts a run on a video. Later results of the run before are dropped. */
  begin(file: File): Run {
    this.#current = new Run(file, this);
    return this.#current;
  }

  /** Aborts the last run; its later results are dropped. */
  release(): void {
    this.#current?.abort();
    this.#current = null;
    this.lookedUp = null;
  }
}

/** The runs of the page's open project. They are released when it is left. */
export const runs = new Runs();

/** Performs a run and writes its result or error to the store. Never throws. */
export async function performRun(run: Run, task: (run: Run) => Promise<void>): Promise<void> {
  try {
    await liveCorrection.stop();
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
