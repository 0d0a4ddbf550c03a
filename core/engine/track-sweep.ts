import type { Segmenter } from '../ports/segmenter.ts';
import { frameIndex, type FrameIndex, type TrackId } from '../schema/brands.ts';
import type { Anchor } from './anchor.ts';
import { packVote, unpackVote, type TrackCheckpoint, type WaitingVote } from './checkpoint.ts';
import type { FrameView, FrameViews } from './frame-views.ts';
import { ObjectPass, type Finding } from './object-pass.ts';
import { anchorKey, passEndpoints, type AnchorKey, type Direction, type TrackPlan } from './plan.ts';
import type { RestoredFrame } from './resume-plan.ts';
import type { EngineSettings } from './settings.ts';
import { propagatedResult } from './track-result.ts';
import type { TrackResult } from './types.ts';
import { mixVotes, type Vote } from './vote.ts';

interface SweepContext {
  readonly views: FrameViews;
  readonly segmenter: Segmenter;
  readonly settings: EngineSettings;
  readonly signal: AbortSignal | undefined;
}

/** The finding of a track's pass on a frame. */
export interface SweepFinding {
  readonly pass: ObjectPass;
  readonly direction: Direction;
  readonly finding: Finding;
  readonly near: Anchor;
  readonly far: Anchor | undefined;
  /**
   * Set where the frame is to be blended and the other direction has not visited it yet: this direction's own
   * vote.
   */
  readonly unmixed: Vote | null;
}

/** The label that a pass starts from, and its direction. */
type PassKey = `${FrameIndex} ${Direction}`;
const passKey = (from: FrameIndex, direction: Direction): PassKey => `${from} ${direction}`;

/**
 * One track through both sweeps: one pass per gap and direction, and the votes that wait to be blended with
 * those of the other direction. A pass ends with its last frame: in the order of the sweeps there is one at a time,
 * outwards from a frame several are under way.
 */
export class TrackSweep {
  readonly #passes = new Map<PassKey, ObjectPass>();
  readonly #lastFrames: ReadonlyMap<PassKey, FrameIndex>;
  /**
   * As checkpoints store them: one for each frame is taken while they wait. Packing one takes 0.14 ms, and 80 wait
   * with two objects of 20 gaps.
   */
  readonly #waiting = new Map<FrameIndex, WaitingVote>();

  constructor(
    private readonly plan: TrackPlan,
    private readonly anchors: ReadonlyMap<AnchorKey, Anchor>,
    private readonly context: SweepContext,
  ) {
    this.#lastFrames = lastFrames(plan);
  }

  get trackId(): TrackId {
    return this.plan.track.id;
  }

  /**
   * Searches the track's object on a frame without yet adding it to the memory; null where this sweep has no
   * task for it.
   */
  async look(view: FrameView, direction: Direction): Promise<SweepFinding | null> {
    const task = this.plan.tasks.get(view.frame);
    const ends = task ? passEndpoints(view.frame, task, direction) : null;
    const near = ends && this.#anchor(ends.near);
    if (!task || !ends || !near) return null;
    const far = ends.far === null ? undefined : this.#anchor(ends.far);
    const pass = this.#passOf(near, far, direction);
    const own = pass.vote(view);
    const other = this.#waiting.get(view.frame);
    const mixed =
      task.kind === 'blend' && other
        ? mixBothWays(own, unpackVote(other), direction, task.share, view.embedding.columns)
        : own;
    const finding = await pass.find(view, mixed, this.context.signal);
    const isFinal = task.kind !== 'blend' || other !== undefined;
    return { pass, direction, finding, near, far, unmixed: isFinal ? null : own };
  }

  /**
   * Adds a look to the memory; null where the other direction has yet to arrive for the two to be blended.
   */
  take(view: FrameView, { pass, direction, finding, near, far, unmixed }: SweepFinding): TrackResult | null {
    pass.remember(view, finding);
    const key = passKey(near.frame, direction);
    if (this.#lastFrames.get(key) === view.frame) this.#end(key);
    if (unmixed) {
      this.#waiting.set(view.frame, packVote(view.frame, unmixed, view.embedding.columns));
      return null;
    }
    this.#waiting.delete(view.frame);
    return propagatedResult(this.plan.track, view, finding, near, far);
  }

  /**
   * Lets a pass process a frame that is not wanted itself, so that the step to the next wanted one is shorter.
   */
  async bridge(view: FrameView, { pass }: SweepFinding): Promise<void> {
    pass.remember(view, await pass.find(view, pass.vote(view), this.context.signal));
  }

  /** Ends all passes and releases their memory. */
  end(): void {
    for (const key of [...this.#passes.keys()]) this.#end(key);
  }

  /** The state of this track in the order of the sweeps; null where there is nothing to remember. */
  checkpoint(): TrackCheckpoint | null {
    const waiting = [...this.#waiting.values()];
    const [pass] = this.#passes.values();
    if (!pass && waiting.length === 0) return null;
    return { trackId: this.trackId, pass: pass?.checkpoint() ?? null, waiting };
  }

  /**
   * Resumes from a checkpoint.
   *
   * @param recalled the frames in the memory of its pass
   */
  resume({ pass, waiting }: TrackCheckpoint, recalled: ReadonlyMap<FrameIndex, RestoredFrame>): void {
    for (const vote of waiting) this.#waiting.set(vote.frame, vote);
    if (!pass) return;
    const near = this.#anchor(pass.from);
    const far = pass.other === null ? undefined : this.#anchor(pass.other);
    if (!near) throw new Error(`the label on frame ${pass.from} was not encoded again`);
    const direction = pass.lastFrame < pass.from ? 'backwards' : 'forwards';
    this.#passOf(near, far, direction).resume(pass, recalled);
  }

  #passOf(near: Anchor, far: Anchor | undefined, direction: Direction): ObjectPass {
    const key = passKey(near.frame, direction);
    const known = this.#passes.get(key);
    if (known) return known;
    const { views, segmenter, settings } = this.context;
    const pass = new ObjectPass(far ? [near, far] : [near], views, segmenter, settings);
    this.#passes.set(key, pass);
    return pass;
  }

  #end(key: PassKey): void {
    this.#passes.get(key)?.end();
    this.#passes.delete(key);
  }

  #anchor(frame: FrameIndex): Anchor | undefined {
    return this.anchors.get(anchorKey(this.trackId, frame));
  }
}

/** The frame on which each pass of a track ends. */
function lastFrames({ tasks }: TrackPlan): Map<PassKey, FrameIndex> {
  const last = new Map<PassKey, FrameIndex>();
  for (const [frame, task] of tasks) {
    for (const direction of ['forwards', 'backwards'] as const) {
      const ends = passEndpoints(frame, task, direction);
      if (!ends) continue;
      const key = passKey(ends.near, direction);
      const further = direction === 'forwards' ? Math.max : Math.min;
      last.set(key, frameIndex(further(frame, last.get(key) ?? frame)));
    }
  }
  return last;
}

function mixBothWays(own: Vote, other: Vote, direction: Direction, shareOfAfter: number, columns: number): Vote {
  const [before, after] = direction === 'forwards' ? [own, other] : [other, own];
  return mixVotes(before, after, shareOfAfter, columns);
}
