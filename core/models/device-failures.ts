import type { ErrorCode } from '../errors.ts';

/** The errors of a run after which its backend is left: the same run can succeed on another one. */
export const DEVICE_FAILURES: ReadonlySet<ErrorCode> = new Set(['device_lost', 'model_run_failed']);
