/** Where a finished file goes, wholly or not at all. */
export interface BlobSink {
  /** Appends bytes; resolves when more may be written (back-pressure). Throws `file_write_failed`. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Makes the file appear under its name with everything written so far. Throws `file_write_failed`; then
   * nothing has appeared.
   */
  commit(): Promise<void>;
  /**
   * Forgets what was written; nothing appears and nothing is left behind. Idempotent, and without effect
   * after commit().
   */
  discard(): Promise<void>;
}
