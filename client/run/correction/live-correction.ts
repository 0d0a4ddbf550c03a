import { throwIfAborted, toForgeError } from '../../../core/errors.ts';
import type { FrameResult } from '../../../core/engine/types.ts';
import { markOutdated } from '../../../core/project/outdated.ts';
import { ProjectBuilder } from '../../../core/project/project-builder.ts';
import type { EngineRun, Project, Shape } from '../../../core/schema/project.ts';
import { engineClient } from '../../engine/engine-client.ts';
import { propagateWithFailover, type RunListener } from '../../engine/failover.ts';
import { correctionEngineFor, wantedBackends, type FetchModel } from '../../engine/model-engine.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useDatasetChoices } from '../dataset/dataset-choices.ts';
import { LabelFeed, type LabelSink } from '../label-feed.ts';
import { savesData } from '../local/warm-up.ts';
import { isBusy, useRunStore } from '../run-store.ts';
import { correctionWork, type CorrectionWork } from './correction-work.ts';
import { isUpdating, NO_CORRECTION, useCorrection, useUpdateAround } from './correction-store.ts';

type ProjectState = ReturnType<typeof useProjectStore.getState>;

/** Edits that follow each other faster than this many milliseconds are corrected at once. */
const SETTLE_MS = 250;

/** A correction from its start to its end of any kind. */
interface Attempt {
  readonly controller: AbortController;
  readonly work: CorrectionWork;
  readonly feed: LabelFeed;
}

/**
 * Updates the frames around labels that the user changes, while the user goes on working: results are put into the
 * project as it is by then. Another such edit begins it anew; what the user drew, verified or removed stays.
 */
export class LiveCorrection {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt: Attempt | null = null;
  #ended: Promise<void> = Promise.resolve();
  /** True while this class changes the project. */
  #writing = false;

  /** Begins a correction when labels are edited, until the returned function is called. */
  followEdits(fetchModel: FetchModel): () => void {
    return useProjectStore.subscribe((now, before) => {
      if (this.#writing || (now.project === before.project && now.corrections === before.corrections)) return;
      const edited = now.corrected !== before.corrected && now.corrected !== null;
      const stepped = now.last !== before.last && now.last !== null && now.last.how !== 'done';
      if (edited) {
        this.#drop();
        if (startsByItself(now)) this.#schedule(fetchModel);
      } else if (stepped) {
        const waitsAgain = now.corrections.some((each) => !before.corrections.includes(each));
        const cutShort = isUpdating(useCorrection.getState().status);
        this.#drop();
        if ((cutShort || waitsAgain) && startsByItself(now)) this.#schedule(fetchModel);
      } else if (this.#attempt && isCut(this.#attempt.work, before.project, now.project)) {
        void this.stop();
      }
    });
  }

  /** Updates the frames around all corrected labels now. Never throws: errors are in the store. */
  start(fetchModel: FetchModel): Promise<void> {
    this.#drop();
    if (!mayCorrect(useProjectStore.getState())) return Promise.resolve();
    const work = workNow();
    if (!work) return Promise.resolve();
    const attempt = this.#begin(work);
    this.#ended = this.#perform(attempt, fetchModel);
    return this.#ended;
  }

  /**
   * Stops within one frame. What came stays; the other frames stay as they were, marked as outdated. Resolves when the
   * engine is free.
   */
  async stop(): Promise<void> {
    this.#attempt?.feed.flush();
    const reached = useCorrection.getState();
    this.#drop();
    if (isUpdating(reached.status)) useCorrection.setState({ ...reached, status: 'stopped' });
    await this.#ended;
  }

  /** Resolves when no correction is in progress. */
  whenEnded(): Promise<void> {
    return this.#ended;
  }

  /** Ends the correction for good: the project is left. */
  release(): void {
    this.#drop();
  }

  #schedule(fetchModel: FetchModel): void {
    const work = workNow();
    if (!work) return;
    this.#announce(work);
    this.#timer = setTimeout(() => void this.start(fetchModel), SETTLE_MS);
  }

  /** Ends the correction in progress; its later results are dropped. */
  #drop(): void {
    clearTimeout(this.#timer);
    const dropped = this.#attempt;
    this.#attempt = null;
    useCorrection.setState(NO_CORRECTION, true);
    if (!dropped) return;
    dropped.controller.abort();
    void engineClient.cancelCorrection();
  }

  #begin(work: CorrectionWork): Attempt {
    this.#announce(work);
    const attempt: Attempt = {
      work,
      controller: new AbortController(),
      feed: new LabelFeed(new CurrentProject(), (project) => {
        if (this.#attempt === attempt) this.#write(() => useProjectStore.getState().showCorrected(project));
      }),
    };
    this.#attempt = attempt;
    return attempt;
  }

  /** Says what is to be updated, in the project too: should the page be closed, the marks of the rest are there. */
  #announce({ around, frames, request }: CorrectionWork): void {
    useCorrection.setState({ ...NO_CORRECTION, status: 'waiting', around, framesTotal: frames.size }, true);
    const { project, showCorrected } = useProjectStore.getState();
    if (project) this.#write(() => showCorrected(markOutdated(project, request)));
  }

  async #perform(attempt: Attempt, fetchModel: FetchModel): Promise<void> {
    const { work, feed, controller } = attempt;
    const { file } = useVideoStore.getState();
    if (!file) return;
    try {
      const model = await fetchModel();
      throwIfAborted(controller.signal);
      const engine = correctionEngineFor(file, model, work.around, () => undefined);
      await propagateWithFailover(engine, work.request, wantedBackends(), this.#listener(attempt));
      if (this.#attempt !== attempt) return;
      feed.flush();
      this.#write(() => useProjectStore.getState().endCorrections(work.corrections));
      useCorrection.setState({ status: 'done' });
    } catch (thrown) {
      if (this.#attempt !== attempt) return;
      feed.flush();
      const error = toForgeError(thrown);
      useCorrection.setState(error.code === 'aborted' ? { status: 'stopped' } : { status: 'failed', error });
    } finally {
      if (this.#attempt === attempt) this.#attempt = null;
    }
  }

  #listener({ work, feed, controller }: Attempt): RunListener {
    const updated = new Set<number>();
    let begun = false;
    return {
      onLoaded(model) {
        throwIfAborted(controller.signal);
        feed.setEngine(model.engineRun);
        useRunStore.setState({ backend: model.engineRun.backend });
        useCorrection.setState({ status: 'updating' });
      },
      async onFrame(result) {
        throwIfAborted(controller.signal);
        feed.add(result);
        // The corrected label itself, whose mask the user waits for.
        if (!begun) feed.flush();
        begun = true;
        if (result.tracks.some(({ state }) => state !== 'user') && work.frames.has(result.frame))
          updated.add(result.frame);
        useCorrection.setState({ framesDone: updated.size });
      },
      onDeviceFailure: () => undefined, // the badge in the header says which backend runs
    };
  }

  #write(change: () => void): void {
    this.#writing = true;
    try {
      change();
    } finally {
      this.#writing = false;
    }
  }
}

/** The correction of the page's open project. It is released when the project is left. */
export const liveCorrection = new LiveCorrection();

/** Adds results to the project of the store, whatever the user changed in it meanwhile. */
class CurrentProject implements LabelSink {
  readonly #results: FrameResult[] = [];
  #engine: EngineRun | null = null;

  setEngine(engine: EngineRun): void {
    this.#engine = engine;
  }

  apply(result: FrameResult): void {
    this.#results.push(result);
  }

  snapshot(): Project | null {
    const { project } = useProjectStore.getState();
    if (!project) return null;
    const builder = new ProjectBuilder(project);
    for (const result of this.#results.splice(0)) builder.apply(result);
    if (this.#engine) builder.setEngine(this.#engine);
    return builder.snapshot();
  }
}

/** Not before the first run, nor while another run or a job has the labels. */
const mayCorrect = ({ project, locked, job }: ProjectState): boolean =>
  project?.engine !== undefined && !locked && job === null && !isBusy(useRunStore.getState().status);

/** Where the browser is asked to save data, the model is not downloaded for it. */
const startsByItself = (state: ProjectState): boolean =>
  useUpdateAround.getState().on && mayCorrect(state) && (useRunStore.getState().backend !== null || !savesData());

function workNow(): CorrectionWork | null {
  const { project, corrections } = useProjectStore.getState();
  const { timestamps, shown } = useVideoStore.getState();
  const { leftOut } = useDatasetChoices.getState();
  return project && correctionWork({ project, corrections, timestamps, leftOut, inView: shown?.rank ?? null });
}

/**
 * Whether an edit took an object of the work away, some of its shapes, which later results would bring back, or
 * changed which labels are the user's.
 */
function isCut({ request }: CorrectionWork, before: Project | null, now: Project | null): boolean {
  return request.tracks.some(({ id }) => {
    const [was, is] = [before, now].map((project) => project?.tracks.find((track) => track.id === id));
    if (was === is) return false;
    if (!was || !is) return true;
    const isOwn = (shape: Shape | undefined) => shape?.source === 'user';
    return (
      Object.keys(was.shapes).some((key) => !(key in is.shapes)) ||
      Object.keys(is.shapes).some((key) => isOwn(is.shapes[key]) !== isOwn(was.shapes[key]))
    );
  });
}
