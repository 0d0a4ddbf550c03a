import { Presets, SingleBar } from 'cli-progress';

/** Progress of one stage of a command. An unknown rate is 0, an unknown time left is null. */
interface StageProgress {
  readonly done: number;
  readonly total: number;
  /** Unit of the counts; frames by default. */
  readonly unit?: string;
  readonly framesPerSecond: number;
  readonly secondsLeft: number | null;
}

/**
 * Shows the progress of consecutive stages on standard error: a bar on a terminal, occasional lines
 * elsewhere.
 */
export interface ProgressView {
  show(stage: string, progress: StageProgress): void;
  /** Prints a separate line between the stages. */
  say(line: string): void;
  /** Ends the current bar, whether it is full or not. */
  end(): void;
}

const SECONDS_BETWEEN_LINES = 5;

export function createProgressView(stream: NodeJS.WriteStream = process.stderr): ProgressView {
  return stream.isTTY ? new BarView(stream) : new LineView(stream);
}

class BarView implements ProgressView {
  #bar: SingleBar | null = null;
  #stage = '';

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(stage: string, progress: StageProgress): void {
    if (stage !== this.#stage) this.end();
    const payload = { rate: rateText(progress), left: leftText(progress) };
    if (!this.#bar) {
      this.#stage = stage;
      const format = `${stage} {bar} {value}/{total} ${progress.unit ?? 'frames'}  {rate}  {left}`;
      // The bar's own signal handling would end the process in the middle of tidying up.
      const options = { format, stream: this.stream, gracefulExit: false, hideCursor: null, barsize: 30 };
      this.#bar = new SingleBar(options, Presets.shades_classic);
      this.#bar.start(progress.total, progress.done, payload);
    }
    this.#bar.update(progress.done, payload);
  }

  say(line: string): void {
    this.end();
    this.stream.write(`${line}\n`);
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = null;
    this.#stage = '';
  }
}

class LineView implements ProgressView {
  #stage = '';
  #shownAt = 0;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(stage: string, progress: StageProgress): void {
    const now = performance.now();
    const due = stage !== this.#stage || now - this.#shownAt >= SECONDS_BETWEEN_LINES * 1000;
    if (!due && progress.done < progress.total) return;
    this.#stage = stage;
    this.#shownAt = now;
    const count = `${progress.done} of ${progress.total} ${progress.unit ?? 'frames'}`;
    const parts = [`${stage}: ${count}`, rateText(progress), leftText(progress)];
    this.say(parts.filter((part) => part !== '').join(', '));
  }

  say(line: string): void {
    this.stream.write(`${line}\n`);
  }

  end(): void {
    this.#stage = '';
  }
}

function rateText({ framesPerSecond }: StageProgress): string {
  if (framesPerSecond <= 0) return '';
  return framesPerSecond >= 1
    ? `${framesPerSecond.toFixed(1)} frames/s`
    : `${(1 / framesPerSecond).toFixed(1)} s/frame`;
}

function leftText({ done, total, secondsLeft }: StageProgress): string {
  return secondsLeft === null || done >= total ? '' : `${durationText(secondsLeft)} left`;
}

/** "42 s", "3 min 20 s", "2 h 05 min". */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

/** Turns plain counts into progress with a rate: the mean since the stage began. */
export class StageClock {
  #startedAt: number | null = null;
  #firstDone = 0;

  progress(done: number, total: number): StageProgress {
    const now = performance.now();
    if (this.#startedAt === null) {
      this.#startedAt = now;
      this.#firstDone = done;
    }
    const seconds = (now - this.#startedAt) / 1000;
    const framesPerSecond = seconds > 0 ? (done - this.#firstDone) / seconds : 0;
    return { done, total, framesPerSecond, secondsLeft: framesPerSecond > 0 ? (total - done) / framesPerSecond : null };
  }
}
