import { nextTurn } from '../next-turn.ts';

/**
 * Runs tasks one at a time: a session of onnxruntime may not be entered twice at once. Urgent tasks go before
 * patient ones, and a patient one begins only when whoever waited for an urgent one has had a turn to ask for
 * the next: it takes a second, and would hold that up.
 */
export class Serial {
  readonly #urgent: (() => void)[] = [];
  readonly #patient: (() => void)[] = [];
  #isRunning = false;
  #isWaiting = false;

  /** Within each kind, first come is first served. A task that fails holds up no other one. */
  run<T>(task: () => Promise<T>, kind: 'urgent' | 'patient'): Promise<T> {
    return new Promise((resolve, reject) => {
      const queue = kind === 'urgent' ? this.#urgent : this.#patient;
      queue.push(() => {
        const result = (async () => task())();
        const end = () => this.#end(kind);
        // First of all: whatever is done with the result, the next task is then under way.
        result.then(end, end);
        result.then(resolve, reject);
      });
      this.#startNext();
    });
  }

  #startNext(): void {
    if (this.#isRunning) return;
    const start = this.#urgent.shift() ?? (this.#isWaiting ? undefined : this.#patient.shift());
    this.#isRunning = start !== undefined;
    start?.();
  }

  #end(kind: 'urgent' | 'patient'): void {
    this.#isRunning = false;
    if (kind === 'urgent' && !this.#isWaiting) {
      this.#isWaiting = true;
      void nextTurn().then(() => {
        this.#isWaiting = false;
        this.#startNext();
      });
    }
    this.#startNext();
  }
}
