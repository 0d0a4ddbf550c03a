const CHANNEL = 'vdf-projects';

/** Tells every tab that the list of projects changed. */
export class ProjectChanges {
  readonly #listeners = new Set<() => void>();
  #channel: BroadcastChannel | null = null;

  /** Notifies this tab and the others that a stored project changed. */
  announce(): void {
    this.#notify();
    this.#open()?.postMessage(null);
  }

  /** Calls back when a stored project changed, in any tab. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void {
    this.#open();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #open(): BroadcastChannel | null {
    if (typeof BroadcastChannel === 'undefined') return null;
    if (!this.#channel) {
      this.#channel = new BroadcastChannel(CHANNEL);
      this.#channel.addEventListener('message', () => this.#notify());
    }
    return this.#channel;
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The changes of this tab and of the others. */
export const projectChanges = new ProjectChanges();
