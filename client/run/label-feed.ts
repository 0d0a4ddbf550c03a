import type { FrameResult } from '../../core/engine/types.ts';
import type { ProjectBuilder } from '../../core/project/project-builder.ts';
import type { EngineRun, Project } from '../../core/schema/project.ts';

/** New labels are shown at most this often. */
const SHOW_EVERY_MS = 150;
/** Showing labels of many objects on many frames costs time: at most this share of the page's time. */
const SHARE = 0.1;

/** Applies results to the project and shows it from time to time. */
export class LabelFeed {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #pauseMs = SHOW_EVERY_MS;

  /** @param show shows the current state of the project */
  constructor(
    private readonly builder: ProjectBuilder,
    private readonly show: (project: Project) => void,
  ) {}

  setEngine(engine: EngineRun): void {
    this.builder.setEngine(engine);
  }

  add(result: FrameResult): void {
    this.builder.apply(result);
    this.#timer ??= setTimeout(() => this.flush(), this.#pauseMs);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const start = performance.now();
    this.show(this.builder.snapshot());
    // React renders in microtasks; that time counts, too.
    queueMicrotask(() => {
      this.#pauseMs = Math.max(SHOW_EVERY_MS, (performance.now() - start) / SHARE);
    });
  }
}
