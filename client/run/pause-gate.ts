/** Holds the work while it is paused. */
export class PauseGate {
  #held: { readonly open: Promise<void>; readonly resume: () => void } | null = null;

  /** Resolves at once, or when the pause is over. */
  pass(): Promise<void> {
    return this.#held?.open ?? Promise.resolve();
  }

  pause(): void {
    if (this.#held) return;
    let resume: () => void = () => undefined;
    const open = new Promise<void>((resolve) => {
      resume = resolve;
    });
    this.#held = { open, resume };
  }

  resume(): void {
    this.#held?.resume();
    this.#held = null;
  }
}
