import { wrap, type Remote } from 'comlink';
import type { ForgeError } from '../../core/errors.ts';
import type { EngineHost } from '../workers/engine-host.ts';
import { installErrorTransfer } from '../workers/error-transfer.ts';
import { PageError } from '../i18n/page-error.ts';
import { texts } from '../i18n/texts.ts';
import { rejectOnWorkerFailure } from '../workers/worker-failure.ts';

installErrorTransfer();

interface RunningEngine {
  readonly worker: Worker;
  readonly remote: Remote<EngineHost>;
  readonly failure: Promise<never>;
  /** Rejects `aborted` when the worker is terminated from here: its calls would otherwise never settle. */
  readonly stopped: Promise<never>;
  readonly reject: (error: ForgeError) => void;
  /** The file that its frames come from; two calls at once open it once. */
  video: { readonly file: File; readonly opened: Promise<void> } | null;
}

let engine: RunningEngine | null = null;

/**
 * Calls the engine worker; starts it when it does not run, and opens `file` in it first. Rejects when the
 * worker dies.
 */
export async function callEngine<T>(file: File, request: (host: Remote<EngineHost>) => Promise<T>): Promise<T> {
  const running = (engine ??= start());
  const during = <R>(call: Promise<R>) => Promise.race([call, running.failure, running.stopped]);
  try {
    await during(openIn(running, file));
    return await during(request(running.remote));
  } catch (error) {
    // A dead worker never answers: the next call starts another one.
    if (running === engine && (await hasFailed(running))) stopEngine();
    throw error;
  }
}

/** Stops the job in progress within one frame. */
export function cancelEngine(): Promise<void> {
  return engine ? engine.remote.cancel() : Promise.resolve();
}

/** Terminates the worker with everything it holds: after a lost device, or when the video is closed. */
export function stopEngine(): void {
  engine?.worker.terminate();
  engine?.reject(new PageError('aborted', () => texts.stopped));
  engine = null;
}

/** The engine worker's diagnostics; null when none runs. For tests and bug reports. */
export function engineDiagnostics() {
  return engine ? engine.remote.diagnostics() : Promise.resolve(null);
}

function start(): RunningEngine {
  const worker = new Worker(new URL('../workers/engine.worker.ts', import.meta.url), {
    type: 'module',
    name: 'engine',
  });
  let reject: RunningEngine['reject'] = () => undefined;
  const stopped = new Promise<never>((_, onReject) => {
    reject = onReject;
  });
  // Without a call in progress nothing handles this rejection.
  stopped.catch(() => undefined);
  return {
    worker,
    remote: wrap<EngineHost>(worker),
    failure: rejectOnWorkerFailure(worker),
    stopped,
    reject,
    video: null,
  };
}

function openIn(running: RunningEngine, file: File): Promise<void> {
  if (running.video?.file === file) return running.video.opened;
  const opened = running.remote.open(file);
  const video = { file, opened };
  running.video = video;
  opened.catch(() => {
    // A failed opening is tried again by the next call.
    if (running.video === video) running.video = null;
  });
  return opened;
}

async function hasFailed({ failure }: RunningEngine): Promise<boolean> {
  const pending = Symbol('pending');
  const outcome = await Promise.race([failure.catch(() => 'failed'), Promise.resolve(pending)]);
  return outcome !== pending;
}
