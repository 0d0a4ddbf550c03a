/** Progress of a video's upload. */
export interface UploadProgress {
  /** The file is hashed first, to know whether the server has it already and to check what arrived. */
  readonly stage: 'hashing' | 'sending';
  /** Bytes of the stage that are done, of the file's `totalBytes`. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** Since the stage began or resumed; null before the first bytes. */
  readonly bytesPerSecond: number | null;
}

/**
 * Measures the speed of one stage from where it begins: at the first byte, or where an earlier attempt ended.
 */
export class StageMeter {
  #first: { readonly bytes: number; readonly at: number } | null = null;

  constructor(
    private readonly stage: UploadProgress['stage'],
    private readonly totalBytes: number,
    /** Clock in milliseconds, with any origin. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Speed before a pause says nothing about the speed after it. */
  restart(): void {
    this.#first = null;
  }

  /** @param bytes that are done by now */
  progress(bytes: number): UploadProgress {
    const at = this.now();
    this.#first ??= { bytes, at };
    const seconds = (at - this.#first.at) / 1000;
    const rate = seconds > 0 ? Math.max(0, (bytes - this.#first.bytes) / seconds) : 0;
    return { stage: this.stage, bytes, totalBytes: this.totalBytes, bytesPerSecond: rate > 0 ? rate : null };
  }
}
