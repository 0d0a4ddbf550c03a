import { constants } from 'node:os';
import { ForgeError } from '../../core/errors.ts';

type StopSignal = 'SIGINT' | 'SIGTERM';
const STOP_SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];

/** The user stopped the command; the message says what is left of it. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  /** The exit code that shells expect of a program ended by a signal: 130 for Ctrl-C, 143 for SIGTERM. */
  readonly exitCode: number;

  constructor(signal: StopSignal, sentence: string) {
    super(sentence);
    this.exitCode = 128 + constants.signals[signal];
  }
}

const NOTHING_LEFT = 'Stopped before the end; nothing unfinished was left behind.';

/** The process that started this one. */
const PARENT = process.ppid;
const PARENT_CHECK_MILLISECONDS = 100;

/**
 * Calls `onGone` when npm's shell has ended before this process: npm passes SIGTERM on to that shell, which
 * ends without passing it on further, and the work would go on unseen. (SIGINT that is sent to npm alone goes
 * nowhere: npm counts on the terminal, which sends it to every process.) Returns a function that stops
 * watching.
 */
function watchNpm(onGone: () => void): () => void {
  if (process.env['npm_lifecycle_event'] === undefined) return () => undefined;
  const timer = setInterval(() => {
    if (process.ppid !== PARENT) onGone();
  }, PARENT_CHECK_MILLISECONDS);
  return () => clearInterval(timer);
}

/**
 * Runs a task that Ctrl-C and SIGTERM stop in good order: the first signal aborts it, a second one ends the
 * process at once. Throws `Stopped` when the task ended because of the signal, and the task's own errors.
 * `say` gives the sentence for the user.
 */
export async function runStoppable<T>(
  task: (signal: AbortSignal) => Promise<T>,
  say: () => string = () => NOTHING_LEFT,
): Promise<T> {
  const controller = new AbortController();
  let received: StopSignal | null = null;
  const stop = (signal: StopSignal) => {
    received = signal;
    controller.abort();
    release();
  };
  // Without this handler the next signal has its default effect.
  const release = () => {
    STOP_SIGNALS.forEach((signal) => process.off(signal, stop));
    unwatch();
  };
  STOP_SIGNALS.forEach((signal) => process.on(signal, stop));
  const unwatch = watchNpm(() => stop('SIGTERM'));
  try {
    return await task(controller.signal);
  } catch (error) {
    if (received !== null && error instanceof ForgeError && error.code === 'aborted')
      throw new Stopped(received, say());
    throw error;
  } finally {
    release();
  }
}
