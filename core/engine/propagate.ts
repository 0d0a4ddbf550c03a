import { ForgeError, throwIfAborted } from '../errors.ts';
import { timestampOf } from '../frames/timestamp-of.ts';
import type { FrameSource } from '../ports/frame-source.ts';
import type { Segmenter } from '../ports/segmenter.ts';
import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import { anchorOfLabel, type Anchor } from './anchor.ts';
import type { EngineCheckpoint } from './checkpoint.ts';
import type { KeepEmbedding, KnownEmbeddings } from './embedding-cache.ts';
import { FrameViews, type FrameView } from './frame-views.ts';
import { gridOf } from './label-map.ts';
import { anchorKey, planTracks } from './plan.ts';
import type { AnchorKey, Direction, TrackPlan } from './plan.ts';
import { ProgressMeter } from './progress.ts';
import { PropagatedFrame } from './propagated-frame.ts';
import { planResume, type RestoredFrame, type ResumePlan } from './resume-plan.ts';
import { DEFAULT_SETTINGS, type EngineSettings } from './settings.ts';
import { TrackSweep, type SweepFinding } from './track-sweep.ts';
import { outsideResults } from './outside-results.ts';
import { userResult } from './track-result.ts';
import type { PropagationRequest, TrackResult } from './types.ts';
import { framesToKeep, visitsOf, type Visit } from './visits.ts';

export interface PropagationPorts {
  readonly frames: FrameSource;
  readonly segmenter: Segmenter;
  /** Frames of this source that this segmenter has already encoded. The run takes those that it visits. */
  readonly known?: KnownEmbeddings;
  /** Takes the embeddings over that the run needs no more; without it they are disposed. */
  readonly keep?: KeepEmbedding;
}

interface PropagationOptions {
  readonly signal?: AbortSignal | undefined;
  readonly settings?: EngineSettings | undefined;
  /** From a result of the same request: only later results are given. */
  readonly resume?: EngineCheckpoint | undefined;
  /**
   * Gives the same results in another order, for a user who waits for them at this frame: outwards from it. Such a run
   * is not resumed: it has no checkpoints.
   */
  readonly around?: FrameIndex | undefined;
}

/**
 * Propagates the user's labels to every wanted frame. Frames that the user marked as without an object come
 * first, then the labelled ones, then the forward sweep, then the backward one (or outwards from a frame:
 * `around`); in each, a frame is encoded once for all objects on it. The same request on the same backend gives
 * the same results, however often it was resumed.
 *
 * Throws `prompts_invalid` for a request without labels, `internal` for a checkpoint of another request where
 * that is detectable, `aborted` within one frame after the signal, and what the ports throw.
 * Ending the iteration early releases everything.
 */
export async function* propagate(
  ports: PropagationPorts,
  request: PropagationRequest,
  options: PropagationOptions = {},
): AsyncGenerator<PropagatedFrame, void, undefined> {
  const plans = planTracks(request);
  if (!plans.some(({ track }) => track.labels.some((label) => !label.outside))) throw new ForgeError('prompts_invalid');
  const run = new PropagationRun(ports, plans, options);
  try {
    yield* run.outsideFrames();
    await run.recall();
    yield* run.visitedFrames();
  } finally {
    await run.dispose();
  }
}

class PropagationRun {
  readonly #views: FrameViews;
  readonly #anchors = new Map<AnchorKey, Anchor>();
  readonly #meter: ProgressMeter;
  readonly #sweeps: readonly TrackSweep[];
  readonly #outside: readonly (readonly [FrameIndex, readonly TrackResult[]])[];
  readonly #visits: readonly Visit[];
  readonly #settings: EngineSettings;
  readonly #signal: AbortSignal | undefined;
  readonly #resumed: ResumePlan;
  /** Results given so far, including those before a checkpoint. */
  #given: number;
  /** The result right after which the engine is now. */
  #latest: PropagatedFrame | undefined;

  constructor(
    private readonly ports: PropagationPorts,
    private readonly plans: readonly TrackPlan[],
    private readonly options: PropagationOptions,
  ) {
    const { signal, settings = DEFAULT_SETTINGS, resume, around } = options;
    this.#settings = settings;
    this.#signal = signal;
    this.#outside = outsideResults(plans);
    this.#visits = visitsOf(plans, around);
    this.#given = resume?.results ?? 0;
    if (this.#given > this.#outside.length + this.#visits.length)
      throw new ForgeError('internal.detail', { detail: 'The saved state belongs to other work than this.' });
    this.#resumed = planResume(plans, this.#visits, this.#visited, resume?.tracks ?? []);
    const coming = [...this.#resumed.frames, ...this.#visits.slice(this.#visited).map(({ frame }) => frame)];
    const views = new FrameViews(ports, framesToKeep(plans, coming), signal);
    this.#views = views;
    this.#sweeps = plans.map(
      (plan) => new TrackSweep(plan, this.#anchors, { views, segmenter: ports.segmenter, settings, signal }),
    );
    this.#meter = new ProgressMeter(this.#visits.length);
  }

  /** Visits whose results were given. */
  get #visited(): number {
    return Math.max(0, this.#given - this.#outside.length);
  }

  /**
   * The frames that the user marked as without objects. They need no look at the frame, so they are neither
   * work nor progress.
   */
  *outsideFrames(): Generator<PropagatedFrame, void, undefined> {
    for (const [frame, tracks] of this.#outside.slice(this.#given))
      yield this.#result({ frame, timestamp: timestampOf(this.ports.frames, frame) }, tracks);
  }

  /** Encodes the frames of the memory at a checkpoint again; gives no results. */
  async recall(): Promise<void> {
    const { frames, anchors, tracks } = this.#resumed;
    const recalled = new Map<FrameIndex, RestoredFrame>();
    try {
      for await (const view of this.#views.views(frames)) {
        for (const plan of this.plans)
          if (anchors.get(plan.track.id)?.has(view.frame)) await this.#anchorOf(plan, view);
        this.#views.retain(view.features);
        recalled.set(view.frame, { features: view.features, grid: gridOf(view.embedding) });
      }
      for (const checkpoint of tracks)
        this.#sweeps.find(({ trackId }) => trackId === checkpoint.trackId)?.resume(checkpoint, recalled);
    } finally {
      for (const { features } of recalled.values()) this.#views.release(features);
    }
    this.#meter.resume(this.#visited);
  }

  /** One stream of frames for labels and both sweeps, so that the model need not wait between them. */
  async *visitedFrames(): AsyncGenerator<PropagatedFrame, void, undefined> {
    const visits = this.#visits.slice(this.#visited);
    let at = 0;
    for await (const view of this.#views.views(visits.map(({ frame }) => frame))) {
      const purpose = visits[at++]?.purpose ?? 'label';
      const tracks = purpose === 'label' ? await this.#labelsOf(view) : await this.#findingsOf(view, purpose);
      this.#meter.advance();
      yield this.#result(view, tracks);
    }
  }

  /** Makes an anchor of every needed label on the frame, and returns the user's own labels as results. */
  async #labelsOf(view: FrameView): Promise<TrackResult[]> {
    const tracks: TrackResult[] = [];
    for (const plan of this.plans) {
      const result = await this.#labelOf(plan, view);
      if (result) tracks.push(result);
    }
    return tracks;
  }

  /** The findings of every track that is propagated in this direction. */
  async #findingsOf(view: FrameView, direction: Direction): Promise<TrackResult[]> {
    const looks = await this.#lookAll(this.#sweeps, view, direction);
    await this.#bridge(view, looks, direction);
    return [...looks].map(([track, look]) => track.take(view, look)).filter((result) => result !== null);
  }

  /** All tracks at once: while the model decodes for one, the engine matches for the next. */
  async #lookAll(
    sweeps: Iterable<TrackSweep>,
    view: FrameView,
    direction: Direction,
  ): Promise<Map<TrackSweep, SweepFinding>> {
    throwIfAborted(this.#signal);
    const looks = await allDone([...sweeps].map(async (track) => [track, await track.look(view, direction)] as const));
    return new Map(looks.filter((pair): pair is readonly [TrackSweep, SweepFinding] => pair[1] !== null));
  }

  /**
   * Where an object moved far and the sampling skipped frames since it was last seen, the middle one of them
   * is encoded too, and the object searched for again. Only for that object: the findings of one object must
   * not depend on which others are in the same run, or a correction would differ from a whole run with it.
   */
  async #bridge(view: FrameView, looks: Map<TrackSweep, SweepFinding>, direction: Direction): Promise<void> {
    const bridged = new Map<FrameIndex, TrackSweep[]>();
    for (const [track, { finding, pass }] of looks) {
      if (!finding.movedFar || Math.abs(view.frame - pass.lastFrame) <= 1) continue;
      const middle = frameIndex(Math.trunc((view.frame + pass.lastFrame) / 2));
      bridged.set(middle, [...(bridged.get(middle) ?? []), track]);
    }
    for (const [middle, tracks] of bridged) {
      await this.#views.withView(middle, async (between) => {
        for (const track of tracks) {
          const look = looks.get(track);
          if (look) await track.bridge(between, look);
        }
      });
      for (const [track, look] of await this.#lookAll(tracks, view, direction)) looks.set(track, look);
    }
  }

  async dispose(): Promise<void> {
    this.#latest = undefined;
    for (const track of this.#sweeps) track.end();
    for (const anchor of this.#anchors.values()) this.#views.release(anchor.features);
    await this.#views.dispose();
  }

  async #labelOf(plan: TrackPlan, view: FrameView): Promise<TrackResult | null> {
    const anchor = await this.#anchorOf(plan, view);
    // A label just outside the wanted range only adds its memory.
    return anchor && plan.tasks.get(view.frame)?.kind === 'label' ? userResult(plan.track.id, anchor) : null;
  }

  async #anchorOf({ track }: TrackPlan, view: FrameView): Promise<Anchor | null> {
    const label = track.labels.find((each) => each.frame === view.frame);
    if (!label || label.outside) return null;
    const anchor = await anchorOfLabel(view, label, this.ports.segmenter, this.#settings, this.#signal);
    this.#views.retain(anchor.features);
    this.#anchors.set(anchorKey(track.id, view.frame), anchor);
    return anchor;
  }

  #result(
    { frame, timestamp }: Pick<PropagatedFrame, 'frame' | 'timestamp'>,
    tracks: readonly TrackResult[],
  ): PropagatedFrame {
    this.#given += 1;
    const result = { frame, timestamp, tracks, progress: this.#meter.current() };
    this.#latest = new PropagatedFrame(result, (after) => this.#checkpoint(after));
    return this.#latest;
  }

  #checkpoint(after: PropagatedFrame): EngineCheckpoint {
    if (after !== this.#latest) throw new Error('a checkpoint is taken before the next frame is asked for');
    if (this.options.around !== undefined) throw new Error('a run outwards from a frame has no checkpoints');
    const tracks = this.#sweeps.map((track) => track.checkpoint()).filter((track) => track !== null);
    return { version: 2, results: this.#given, tracks };
  }
}

/**
 * The results of all tasks, or the first failure; waits until all tasks have ended, since they use what is
 * released afterwards.
 */
async function allDone<T>(tasks: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}
