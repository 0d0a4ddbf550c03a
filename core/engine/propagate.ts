import { ForgeError, throwIfAborted } from '../errors.ts';
import type { FrameSource } from '../ports/frame-source.ts';
import type { Segmenter } from '../ports/segmenter.ts';
import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import { anchorOfLabel, type Anchor } from './anchor.ts';
import { FrameViews, type FrameView } from './frame-views.ts';
import { anchorFrames, anchorKey, planTracks, sweepFrames } from './plan.ts';
import type { AnchorKey, Direction, TrackPlan } from './plan.ts';
import { ProgressMeter } from './progress.ts';
import { DEFAULT_SETTINGS, type EngineSettings } from './settings.ts';
import { TrackSweep, type Look } from './track-sweep.ts';
import { userResult } from './track-result.ts';
import type { FrameResult, PropagationRequest, TrackResult } from './types.ts';

/** Changes whenever the same input can give other labels. Written into projects and datasets. */
export const ENGINE_VERSION = '1';

export interface PropagationPorts {
  readonly frames: FrameSource;
  readonly segmenter: Segmenter;
}

/**
 * Carries the user's labels to every wanted frame. Frames that the user marked as without
 * an object come first, then the labelled ones, then the sweep forwards, then the one backwards; in each, a
 * frame is encoded once for all objects on it. The same request on the same backend gives the same results.
 *
 * Throws `prompts_invalid` for a request without labels, `aborted` within one frame after the signal, and whatever the ports throw.
 * Ending the iteration early releases everything.
 */
export async function* propagate(
  ports: PropagationPorts,
  request: PropagationRequest,
  signal?: AbortSignal,
  settings: EngineSettings = DEFAULT_SETTINGS,
): AsyncGenerator<FrameResult, void, undefined> {
  const plans = planTracks(request);
  if (!plans.some(({ track }) => track.labels.some((label) => !label.outside)))
    throw new ForgeError('prompts_invalid', 'Nothing is labelled yet: label at least one object on one frame.');
  const run = new PropagationRun(ports, plans, settings, signal);
  try {
    yield* run.outsideFrames();
    yield* run.labelledFrames();
    yield* run.sweep('forwards');
    yield* run.sweep('backwards');
  } finally {
    run.dispose();
  }
}

class PropagationRun {
  readonly #views: FrameViews;
  readonly #anchors = new Map<AnchorKey, Anchor>();
  readonly #meter: ProgressMeter;
  readonly #sweeps: readonly TrackSweep[];

  constructor(
    private readonly ports: PropagationPorts,
    private readonly plans: readonly TrackPlan[],
    private readonly settings: EngineSettings,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.#views = new FrameViews(ports.frames, ports.segmenter, framesToKeep(plans), signal);
    this.#sweeps = plans.map(
      (plan) =>
        new TrackSweep(plan, this.#anchors, { views: this.#views, segmenter: ports.segmenter, settings, signal }),
    );
    this.#meter = new ProgressMeter(
      this.#labelFrames().length + sweepFrames(plans, 'forwards').length + sweepFrames(plans, 'backwards').length,
    );
  }

  /** What the user said of frames without an object: known without looking at them, so they are no work and no progress. */
  *outsideFrames(): Generator<FrameResult, void, undefined> {
    const frames = new Map<FrameIndex, TrackResult[]>();
    for (const { track, tasks } of this.plans) {
      for (const [frame, task] of tasks) {
        if (task.kind !== 'outside') continue;
        const result: TrackResult = { trackId: track.id, state: 'outside', box: null, mask: null, confidence: 1 };
        frames.set(frame, [...(frames.get(frame) ?? []), result]);
      }
    }
    for (const [frame, tracks] of frames)
      yield { frame, timestamp: this.ports.frames.timestampOf(frame), tracks, progress: this.#meter.current() };
  }

  /** Makes an anchor of every label that is needed, and gives the user's own labels back as results. */
  async *labelledFrames(): AsyncGenerator<FrameResult, void, undefined> {
    for await (const view of this.#views.views(this.#labelFrames())) {
      const tracks: TrackResult[] = [];
      for (const plan of this.plans) {
        const result = await this.#labelOf(plan, view);
        if (result) tracks.push(result);
      }
      yield this.#result(view, tracks);
    }
  }

  /** Visits the frames of one direction, with every track that travels that way. */
  async *sweep(direction: Direction): AsyncGenerator<FrameResult, void, undefined> {
    for await (const view of this.#views.views(sweepFrames(this.plans, direction))) {
      const looks = await this.#lookAll(this.#sweeps, view, direction);
      await this.#bridge(view, looks, direction);
      const tracks = [...looks].map(([track, look]) => track.take(view, look)).filter((result) => result !== null);
      yield this.#result(view, tracks);
    }
    for (const track of this.#sweeps) track.endSweep();
  }

  async #lookAll(sweeps: Iterable<TrackSweep>, view: FrameView, direction: Direction): Promise<Map<TrackSweep, Look>> {
    const looks = new Map<TrackSweep, Look>();
    for (const track of sweeps) {
      throwIfAborted(this.signal);
      const look = await track.look(view, direction);
      if (look) looks.set(track, look);
    }
    return looks;
  }

  /**
   * Where an object moved far and the sampling skipped frames since it was last seen, the middle one of them is encoded too, and the object looked
   * for anew. Only for that object: what is found of one must not depend on which others are in the same run, or a correction
   * would give something else than a whole run with it.
   */
  async #bridge(view: FrameView, looks: Map<TrackSweep, Look>, direction: Direction): Promise<void> {
    const bridged = new Map<FrameIndex, TrackSweep[]>();
    for (const [track, { finding, pass }] of looks) {
      if (!finding.movedFar || Math.abs(view.frame - pass.lastFrame) <= 1) continue;
      const middle = frameIndex(Math.trunc((view.frame + pass.lastFrame) / 2));
      bridged.set(middle, [...(bridged.get(middle) ?? []), track]);
    }
    for (const [middle, tracks] of bridged) {
      await this.#views.withView(middle, async (between) => {
        for (const track of tracks) await track.bridge(between);
      });
      for (const [track, look] of await this.#lookAll(tracks, view, direction)) looks.set(track, look);
    }
  }

  dispose(): void {
    for (const track of this.#sweeps) track.endSweep();
    for (const anchor of this.#anchors.values()) this.#views.release(anchor.features);
    this.#views.dispose();
  }

  async #labelOf({ track, tasks }: TrackPlan, view: FrameView): Promise<TrackResult | null> {
    const label = track.labels.find((each) => each.frame === view.frame);
    if (!label || label.outside) return null;
    const anchor = await anchorOfLabel(view, label, this.ports.segmenter, this.settings, this.signal);
    this.#views.retain(anchor.features);
    this.#anchors.set(anchorKey(track.id, view.frame), anchor);
    // A label just outside the wanted range only lends its memory.
    return tasks.get(view.frame)?.kind === 'label' ? userResult(track.id, anchor) : null;
  }

  #labelFrames(): FrameIndex[] {
    return [...new Set(this.plans.flatMap((plan) => anchorFrames(plan)))].sort((a, b) => a - b);
  }

  #result(view: FrameView, tracks: readonly TrackResult[]): FrameResult {
    return {
      frame: view.frame,
      timestamp: view.timestamp,
      tracks,
      progress: this.#meter.advance(),
    };
  }
}

/**
 * The frames that both sweeps visit to blend: their views are worth about 5 MB each until the second visit, so only the first few are kept;
 * the rest are encoded twice.
 */
function framesToKeep(plans: readonly TrackPlan[]): Set<FrameIndex> {
  const blended = plans.flatMap(({ tasks }) =>
    [...tasks].filter(([, task]) => task.kind === 'blend').map(([frame]) => frame),
  );
  return new Set([...new Set(blended)].sort((a, b) => b - a).slice(0, MAX_KEPT_VIEWS));
}
const MAX_KEPT_VIEWS = 16;
