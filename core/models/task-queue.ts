import { nextTurn } from '../next-turn.ts';

/**
 * Runs tasks one at a time: a session of onnxruntime may not be entered twice at once. Urgent tasks run
 * before patient ones, and a patient task begins only after the caller of an urgent one has had a turn to
 * submit the next: a patient task takes a second, and would delay that.
 */
export class TaskQueue {
  readonly #urgent: (() => void)[] = [];
  readonly #patient: (() => void)[] = [];
  #isRunning = false;
  #isWaiting = false;

  /** First come, first served within each kind. A failed task does not hold up the others. */
  run<T>(task: () => Promise<T>, kind: 'urgent' | 'patient'): Promise<T> {
    return new Promise((resolve, reject) => {
      const queue = kind === 'urgent' ? this.#urgent : this.#patient;
      queue.push(() => {
        const result = (async () => task())();
        const end = () => this.#end(kind);
        // Runs first: whatever is done with the result, the next task is then in progress.
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
