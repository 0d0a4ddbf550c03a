import type { FrameResult } from '../../core/engine/types.ts';
import type { EngineRun, Project } from '../../core/schema/project.ts';

/** New labels are shown at most this often. */
const SHOW_EVERY_MS = 150;
/** Showing labels of many objects on many frames costs time: at most this share of the page's time. */
const SHARE = 0.1;

/** What results are added to: a ProjectBuilder, for example. */
export interface LabelSink {
  setEngine(engine: EngineRun): void;
  apply(result: FrameResult): void;
  /** The project with all results; null where there is none any more. */
  snapshot(): Project | null;
}

/** Applies results to the project and shows it from time to time. */
export class LabelFeed {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #pauseMs = SHOW_EVERY_MS;

  /** @param show shows the current state of the project */
  constructor(
    private readonly sink: LabelSink,
    private readonly show: (project: Project) => void,
  ) {}

  setEngine(engine: EngineRun): void {
    this.sink.setEngine(engine);
  }

  add(result: FrameResult): void {
    this.sink.apply(result);
    this.#timer ??= setTimeout(() => this.flush(), this.#pauseMs);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const start = performance.now();
    const project = this.sink.snapshot();
    if (project) this.show(project);
    // React renders in microtasks; that time counts, too.
    queueMicrotask(() => {
      this.#pauseMs = Math.max(SHOW_EVERY_MS, (performance.now() - start) / SHARE);
    });
  }
}
