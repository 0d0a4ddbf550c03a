import type { ErrorCode, ForgeError } from '../../core/errors.ts';

/** Faults that another attempt may not have: of the machine, of the network, of what a job needs beside its input. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'storage_unavailable',
  'storage_full',
  'database_unavailable',
  'model_unavailable',
  'model_run_failed',
  'backend_unavailable',
  'device_lost',
  'file_write_failed',
  'worker_lost',
  'internal',
]);

/** Whether a job that failed so is tried again. What is wrong with a video or with labels stays wrong. */
export const canPass = ({ code }: Pick<ForgeError, 'code'>): boolean => PASSING.has(code);

/** Attempts at the same frame, the first included. */
export const MAX_ATTEMPTS = 5;
const FIRST_DELAY_SECONDS = 5;

/** Seconds before the next attempt, doubled each time. @param attempts failed so far, from 1 */
export const retryDelay = (attempts: number): number => FIRST_DELAY_SECONDS * 2 ** (attempts - 1);
