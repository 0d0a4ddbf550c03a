/** The destination of a finished file that appears whole or not at all. */
export interface BlobSink {
  /** Appends bytes; resolves when more may be written (back-pressure). Throws `file_write_failed`. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Makes the file appear under its name with everything written so far. Throws `file_write_failed`; then
   * nothing has appeared.
   */
  commit(): Promise<void>;
  /**
   * Drops everything written; nothing appears and nothing is left behind. Idempotent, and without effect
   * after commit().
   */
  discard(): Promise<void>;
}
