/** Cuts a stream of bytes into parts as it comes. */
export class PartCutter {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #next: Uint8Array | null = null;
  #over = false;
  #fault: { readonly error: unknown } | null = null;
  #taken = 0;

  readonly #stopped: Promise<'stopped'>;

  /**
   * @param partBytes of the largest part
   * @param stop ends the stream for the cutter at its current byte, although its sender may still be there
   */
  constructor(
    body: AsyncIterable<Uint8Array>,
    private readonly partBytes: number,
    stop: AbortSignal,
  ) {
    this.#chunks = body[Symbol.asyncIterator]();
    this.#stopped = new Promise((resolve) => stop.addEventListener('abort', () => resolve('stopped'), { once: true }));
  }

  /** Bytes in the parts so far. */
  get taken(): number {
    return this.#taken;
  }

  /**
   * The error that broke the stream off; null while there is none. The bytes before belong to the parts all
   * the same.
   */
  get fault(): { readonly error: unknown } | null {
    return this.#fault;
  }

  /** Whether there is a byte for another part. */
  async hasMore(): Promise<boolean> {
    while (!this.#next && !this.#over) await this.#pull();
    return this.#next !== null;
  }

  /** The next part: shorter than the largest one only where the stream ends or breaks off. */
  async *part(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let room = this.partBytes; room > 0 && (await this.hasMore());) {
      const chunk = this.#next ?? new Uint8Array();
      const piece = chunk.subarray(0, room);
      this.#next = piece.length < chunk.length ? chunk.subarray(piece.length) : null;
      room -= piece.length;
      this.#taken += piece.length;
      yield piece;
    }
  }

  async #pull(): Promise<void> {
    try {
      const pulled = await Promise.race([this.#chunks.next(), this.#stopped]);
      if (pulled === 'stopped' || pulled.done) this.#over = true;
      else if (pulled.value.length > 0) this.#next = pulled.value;
    } catch (error) {
      this.#over = true;
      this.#fault = { error };
    }
  }
}
