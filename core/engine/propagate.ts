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
  readonly #visits: readonly Visit[];

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
    this.#visits = visitsOf(plans);
    this.#meter = new ProgressMeter(this.#visits.length);
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

  /** One stream of frames for labels and both sweeps, so that the model need not wait between them. */
  async *visitedFrames(): AsyncGenerator<FrameResult, void, undefined> {
    let last: Visit['purpose'] = 'label';
    let at = 0;
    for await (const view of this.#views.views(this.#visits.map(({ frame }) => frame))) {
      const purpose: Visit['purpose'] = this.#visits[at++]?.purpose ?? last;
      if (purpose !== last) for (const track of this.#sweeps) track.endSweep();
      last = purpose;
      const tracks = purpose === 'label' ? await this.#labelsOf(view) : await this.#findingsOf(view, purpose);
      yield this.#result(view, tracks);
    }
  }

  /** Makes an anchor of every label on the frame that is needed, and gives the user's own labels back as results. */
  async #labelsOf(view: FrameView): Promise<TrackResult[]> {
    const tracks: TrackResult[] = [];
    for (const plan of this.plans) {
      const result = await this.#labelOf(plan, view);
      if (result) tracks.push(result);
    }
    return tracks;
  }

  /** What is found of every track that travels that way. */
  async #findingsOf(view: FrameView, direction: Direction): Promise<TrackResult[]> {
    const looks = await this.#lookAll(this.#sweeps, view, direction);
    await this.#bridge(view, looks, direction);
    return [...looks].map(([track, look]) => track.take(view, look)).filter((result) => result !== null);
  }

  /** All tracks at once: while the model decodes for one, the engine matches for the next. */
  async #lookAll(sweeps: Iterable<TrackSweep>, view: FrameView, direction: Direction): Promise<Map<TrackSweep, Look>> {
    throwIfAborted(this.signal);
    const looks = await allDone([...sweeps].map(async (track) => [track, await track.look(view, direction)] as const));
    return new Map(looks.filter((pair): pair is readonly [TrackSweep, Look] => pair[1] !== null));
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

  async dispose(): Promise<void> {
    for (const track of this.#sweeps) track.endSweep();
    for (const anchor of this.#anchors.values()) this.#views.release(anchor.features);
    await this.#views.dispose();
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

  #result(view: FrameView, tracks: readonly TrackResult[]): FrameResult {
    return {
      frame: view.frame,
      timestamp: view.timestamp,
      tracks,
      progress: this.#meter.advance(),
    };
  }
}

/** A frame on the way, and what it is looked at for. */
interface Visit {
  readonly frame: FrameIndex;
  readonly purpose: 'label' | Direction;
}

/** Labelled frames first, ascending, then the sweeps. */
function visitsOf(plans: readonly TrackPlan[]): Visit[] {
  const labelled = [...new Set(plans.flatMap((plan) => anchorFrames(plan)))].sort((a, b) => a - b);
  const visits = (frames: readonly FrameIndex[], purpose: Visit['purpose']) =>
    frames.map((frame) => ({ frame, purpose }));
  return [
    ...visits(labelled, 'label'),
    ...visits(sweepFrames(plans, 'forwards'), 'forwards'),
    ...visits(sweepFrames(plans, 'backwards'), 'backwards'),
  ];
}

/**
 * The frames that both sweeps visit to blend: their views are worth about 6 MB each until the second visit, so only the first few are kept;
 * the rest are encoded twice.
 */
function framesToKeep(plans: readonly TrackPlan[]): Set<FrameIndex> {
  const blended = plans.flatMap(({ tasks }) =>
    [...tasks].filter(([, task]) => task.kind === 'blend').map(([frame]) => frame),
  );
  return new Set([...new Set(blended)].sort((a, b) => b - a).slice(0, MAX_KEPT_VIEWS));
}
const MAX_KEPT_VIEWS = 16;

/** The results of all tasks; the first failure, but not before all of them have ended: they use what is released after it. */
async function allDone<T>(tasks: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}
