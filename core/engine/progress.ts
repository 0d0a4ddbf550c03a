import type { PropagationProgress } from './types.ts';

/**
 * The rate is averaged over this many of the last frames: long enough to be steady, short enough to follow a
 * slower part.
 */
const WINDOW = 8;

/** Counts finished frames and computes the rate and the time left. */
export class ProgressMeter {
  #done = 0;
  readonly #times: number[];

  /** @param now milliseconds on any clock that does not jump */
  constructor(
    private readonly total: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#times = [now()];
  }

  /** Resumes after frames that were finished before; the rate covers the frames to come. */
  resume(done: number): void {
    this.#done = done;
    this.#times.splice(0, Infinity, this.now());
  }

  /** Counts one more frame. */
  advance(): PropagationProgress {
    this.#done += 1;
    this.#times.push(this.now());
    if (this.#times.length > WINDOW + 1) this.#times.shift();
    return this.current();
  }

  current(): PropagationProgress {
    const elapsed = ((this.#times.at(-1) ?? 0) - (this.#times[0] ?? 0)) / 1000;
    const framesPerSecond = elapsed > 0 ? (this.#times.length - 1) / elapsed : 0;
    return {
      framesDone: this.#done,
      framesTotal: this.total,
      framesPerSecond,
      secondsLeft: framesPerSecond > 0 ? (this.total - this.#done) / framesPerSecond : null,
    };
  }
}
