import type { Remote } from 'comlink';
import type { EngineHost } from '../workers/engine-host.ts';
import { installErrorTransfer } from '../workers/error-transfer.ts';
import { WorkerLink } from '../workers/worker-link.ts';

installErrorTransfer();

interface RunningEngine {
  readonly link: WorkerLink<EngineHost>;
  /** The file that its frames come from; two calls at once open it once. */
  video: { readonly file: File; readonly opened: Promise<void> } | null;
}

/** The engine worker, started by the first call; at most one runs. */
export class EngineClient {
  #running: RunningEngine | null = null;

  constructor(private readonly startWorker: () => WorkerLink<EngineHost> = startEngineWorker) {}

  /**
   * Calls the engine worker; starts it when it does not run, and opens `file` in it first. Rejects when the
   * worker dies.
   */
  async call<T>(file: File, request: (host: Remote<EngineHost>) => Promise<T>): Promise<T> {
    const running = (this.#running ??= { link: this.startWorker(), video: null });
    try {
      await running.link.call(() => openIn(running, file));
      return await running.link.call(request);
    } catch (error) {
      // A dead worker never answers: the next call starts another one.
      if (running === this.#running && (await running.link.hasFailed())) this.stop();
      throw error;
    }
  }

  /** Stops the job in progress within one frame. */
  cancel(): Promise<void> {
    return this.#running ? this.#running.link.remote.cancel() : Promise.resolve();
  }

  /** Stops the correction in progress within one frame; another job goes on. */
  cancelCorrection(): Promise<void> {
    return this.#running ? this.#running.link.remote.cancelCorrection() : Promise.resolve();
  }

  /** Terminates the worker with everything it holds: after a lost device, or when the video is closed. */
  stop(): void {
    this.#running?.link.stop();
    this.#running = null;
  }

  /** The engine worker's diagnostics; null when none runs. For tests and bug reports. */
  diagnostics() {
    return this.#running ? this.#running.link.remote.diagnostics() : Promise.resolve(null);
  }
}

/** The engine of the page. It is stopped when the open project is left. */
export const engineClient = new EngineClient();

function startEngineWorker(): WorkerLink<EngineHost> {
  // The bundler finds the worker's code by an address written inside `new Worker(...)`.
  return new WorkerLink(
    new Worker(new URL('../workers/engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' }),
  );
}

function openIn(running: RunningEngine, file: File): Promise<void> {
  if (running.video?.file === file) return running.video.opened;
  const opened = running.link.remote.open(file);
  const video = { file, opened };
  running.video = video;
  opened.catch(() => {
    // A failed opening is tried again by the next call.
    if (running.video === video) running.video = null;
  });
  return opened;
}
