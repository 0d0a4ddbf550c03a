/** Runs tasks one after another in the order they were given: a session of onnxruntime may not be entered twice at once. */
export class Serial {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    // Each caller gets its own task's failure; the chain itself goes on whatever became of the task before.
    const result = this.#tail.then(task, task);
    this.#tail = result;
    return result;
  }
}
