import { ForgeError } from '../../core/errors.ts';
import type { TaskKind } from './tasks.repo.ts';

/** Failed attempts at the same frame, the first included, before the job fails. */
export const MAX_ATTEMPTS = 5;
/**
 * Processes that may end, or stop their heartbeat, while they work on the same thing: the job fails at the
 * last of them. Work that does not fit into memory ends each process that tries it, with all its other tasks,
 * so it gets one more try only; and a process that was killed from outside costs a job nothing as long as it
 * gets further in between, be it by one frame.
 */
export const MAX_LOSSES = 2;
const FIRST_DELAY_SECONDS = 5;

/** Seconds before the next attempt, doubled each time. @param attempts failed so far, from 1 */
export const retryDelay = (attempts: number): number => FIRST_DELAY_SECONDS * 2 ** (attempts - 1);

/**
 * The error of work that ended MAX_LOSSES processes. A process without a heartbeat for long counts as ended.
 *
 * @param frame the last finished frame of this part; null where there is none
 */
export function lostProcessError(kind: TaskKind, frame: number | null): ForgeError {
  if (kind !== 'label') return new ForgeError(`worker_lost.${kind}`);
  return frame === null ? new ForgeError('worker_lost.first_frame') : new ForgeError('worker_lost.frame', { frame });
}
