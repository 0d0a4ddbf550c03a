import type { ErrorCode } from '../../core/errors.ts';

/** The HTTP answer to one kind of error. */
export interface ProblemKind {
  readonly status: number;
  /**
   * The reason to send where the error's own must not be shown: for the server's own faults. Otherwise the
   * error's own reason is sent.
   */
  readonly reason?: 'internal.server';
}

const SERVER_FAULT: ProblemKind = { status: 500, reason: 'internal.server' };

/**
 * The one table from error codes to HTTP answers. Codes that are not here are faults of the server: 500
 * without details.
 */
const PROBLEMS: Partial<Record<ErrorCode, ProblemKind>> = {
  request_invalid: { status: 400 },
  sign_in_failed: { status: 401 },
  not_signed_in: { status: 401 },
  password_wrong: { status: 403 },
  forbidden: { status: 403 },
  cross_site_request: { status: 403 },
  not_found: { status: 404 },
  username_taken: { status: 409 },
  email_taken: { status: 409 },
  range_invalid: { status: 416 },
  upload_conflict: { status: 409 },
  job_state_conflict: { status: 409 },
  request_too_large: { status: 413 },
  quota_exceeded: { status: 413 },
  archive_too_large: { status: 413 },
  archive_invalid: { status: 422 },
  archive_unsafe: { status: 422 },
  upload_damaged: { status: 422 },
  project_invalid: { status: 422 },
  project_too_new: { status: 422 },
  prompts_invalid: { status: 422 },
  nothing_to_export: { status: 422 },
  password_common: { status: 422 },
  too_many_requests: { status: 429 },
  too_many_jobs: { status: 429 },
  model_hash_mismatch: { status: 500 },
  model_unavailable: { status: 503 },
  database_unavailable: { status: 503 },
  storage_unavailable: { status: 503 },
  storage_full: { status: 507 },
};

export const problemKind = (code: ErrorCode): ProblemKind => PROBLEMS[code] ?? SERVER_FAULT;
