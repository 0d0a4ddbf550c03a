/**
 * The stable codes, for programs, of every way in which the product can refuse or fail. The text for the user
 * is the error's message.
 */
export type ErrorCode =
  // the video
  | 'video_empty'
  | 'video_unreadable'
  | 'video_no_track'
  | 'video_unsupported_codec'
  | 'video_encrypted'
  | 'video_truncated'
  | 'video_decode_failed'
  | 'frame_out_of_range'
  // the user's input
  | 'prompts_invalid'
  | 'prompt_outside_frame'
  | 'prompt_empty_box'
  | 'prompt_unknown_class'
  | 'prompt_unknown_frame'
  | 'prompt_conflict'
  | 'project_invalid'
  | 'project_too_new'
  | 'project_conflict'
  | 'spec_invalid'
  | 'class_name_invalid'
  | 'nothing_to_export'
  | 'arguments_invalid'
  | 'file_not_found'
  | 'file_write_failed'
  // models and devices
  | 'model_unavailable'
  | 'model_hash_mismatch'
  | 'model_run_failed'
  | 'backend_unavailable'
  | 'device_lost'
  // accounts and the server
  | 'request_invalid'
  | 'range_invalid'
  | 'not_signed_in'
  | 'sign_in_failed'
  | 'forbidden'
  | 'cross_site_request'
  | 'not_found'
  | 'username_taken'
  | 'email_taken'
  | 'password_common'
  | 'password_wrong'
  | 'too_many_requests'
  | 'request_too_large'
  | 'quota_exceeded'
  | 'archive_invalid'
  | 'archive_unsafe'
  | 'archive_too_large'
  | 'storage_unavailable'
  | 'storage_full'
  | 'database_unavailable'
  | 'data_folder_in_use'
  | 'files_unknown'
  | 'server_unreachable'
  // uploads and jobs
  | 'upload_conflict'
  | 'upload_damaged'
  | 'job_state_conflict'
  | 'too_many_jobs'
  | 'worker_lost'
  // aborts and faults of the program
  | 'aborted'
  | 'internal';

/**
 * The one error type that crosses module borders: `message` is one clear sentence for the user, `code` is for
 * programs.
 * The technical cause, if any, is kept in `cause`.
 */
export class ForgeError extends Error {
  override readonly name = 'ForgeError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * The error as a ForgeError: unchanged if it is one, `aborted` for an abort, otherwise `internal` with the
 * original as cause.
 */
export function toForgeError(error: unknown): ForgeError {
  if (error instanceof ForgeError) return error;
  if (error instanceof Error && error.name === 'AbortError')
    return new ForgeError('aborted', 'Stopped.', { cause: error });
  const text = error instanceof Error ? error.message : String(error);
  return new ForgeError('internal', `Something unexpected went wrong: ${text}`, { cause: error });
}

/** Throws `ForgeError('aborted')` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ForgeError('aborted', 'Stopped.', { cause: signal.reason });
}
