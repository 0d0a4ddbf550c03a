import type { ErrorCode } from './errors.ts';

/**
 * The work that may be tried again after an error that can pass by itself:
 * - `task`: a worker, with the task of a job;
 * - `request`: page or command line, with a request that changes nothing when it is repeated;
 * - `upload`: page or command line, with the rest of an upload.
 */
type Attempt = 'task' | 'request' | 'upload';

/** The errors that may pass by themselves. All others are final: a fault of a video or of labels stays. */
const RETRYABLE: Partial<Record<ErrorCode, readonly Attempt[]>> = {
  server_unreachable: ['request', 'upload'],
  too_many_requests: ['request', 'upload'],
  database_unavailable: ['task', 'request', 'upload'],
  storage_unavailable: ['task', 'upload'],
  // The server has more or fewer bytes than the sender believes: the next attempt asks how many.
  upload_conflict: ['upload'],
  storage_full: ['task'],
  model_unavailable: ['task'],
  model_run_failed: ['task'],
  backend_unavailable: ['task'],
  device_lost: ['task'],
  file_write_failed: ['task'],
  worker_lost: ['task'],
  internal: ['task'],
};

/** Whether what failed with this code may be tried again. */
export const isRetryable = (code: ErrorCode, attempt: Attempt): boolean => RETRYABLE[code]?.includes(attempt) ?? false;

/** Whether a reply with this HTTP status may be another one soon, whatever its code: a newer server has others. */
export const isPassingStatus = (status: number): boolean => status >= 500 || status === 429;
