import type { Segmenter } from '../ports/segmenter.ts';
import type { FrameIndex } from '../schema/brands.ts';
import type { Anchor } from './anchor.ts';
import type { FrameView, FrameViews } from './frame-views.ts';
import { ObjectPass, type Finding } from './object-pass.ts';
import { anchorKey, isInSweep, type AnchorKey, type Direction, type FrameTask, type TrackPlan } from './plan.ts';
import type { EngineSettings } from './settings.ts';
import { foundResult } from './track-result.ts';
import type { TrackResult } from './types.ts';
import { mixVotes, type Vote } from './vote.ts';

export interface SweepContext {
  readonly views: FrameViews;
  readonly segmenter: Segmenter;
  readonly settings: EngineSettings;
  readonly signal: AbortSignal | undefined;
}

/** What a track's pass sees on a frame. */
export interface Look {
  readonly pass: ObjectPass;
  readonly finding: Finding;
  readonly near: Anchor;
  readonly far: Anchor | undefined;
  /** Set where the frame is to be blended and the other direction has not been there yet: this direction's own vote. */
  readonly unmixed: Vote | null;
}

/** One track through both sweeps: a pass a gap and direction, and the votes that wait for the other direction where they meet. */
export class TrackSweep {
  #pass: ObjectPass | undefined;
  #passFrom: FrameIndex | undefined;
  readonly #waiting = new Map<FrameIndex, Vote>();

  constructor(
    private readonly plan: TrackPlan,
    private readonly anchors: ReadonlyMap<AnchorKey, Anchor>,
    private readonly context: SweepContext,
  ) {}

  /** Finds the track's object on a frame without yet taking it into the memory; null where this sweep has nothing to do for it. */
  async look(view: FrameView, direction: Direction): Promise<Look | null> {
    const task = this.plan.tasks.get(view.frame);
    if (!task || !isInSweep(view.frame, task, direction)) return null;
    const ends = endsOf(task, direction);
    const near = ends && this.#anchor(ends.near);
    if (!near) return null;
    const far = ends.far === null ? undefined : this.#anchor(ends.far);
    const pass = this.#passOf(near, far);
    const own = pass.vote(view);
    const other = this.#waiting.get(view.frame);
    const mixed = task.kind === 'blend' && other ? mixBothWays(own, other, direction, task.share) : own;
    const finding = await pass.find(view, mixed, this.context.signal);
    const isFinal = task.kind !== 'blend' || other !== undefined;
    return { pass, finding, near, far, unmixed: isFinal ? null : own };
  }

  /** Takes a look into the memory; null where the other direction has yet to arrive for the two to be blended. */
  take(view: FrameView, { pass, finding, near, far, unmixed }: Look): TrackResult | null {
    pass.remember(view, finding);
    if (unmixed) {
      this.#waiting.set(view.frame, unmixed);
      return null;
    }
    this.#waiting.delete(view.frame);
    return foundResult(this.plan.track.id, view, finding, near, far);
  }

  /** Lets the current pass see a frame that is not wanted itself, so that the step to the next wanted one is shorter. */
  async bridge(view: FrameView): Promise<void> {
    const pass = this.#pass;
    if (pass) pass.remember(view, await pass.find(view, pass.vote(view), this.context.signal));
  }

  /** Ends the current pass and releases its memory. */
  endSweep(): void {
    this.#pass?.end();
    this.#pass = undefined;
    this.#passFrom = undefined;
  }

  #passOf(near: Anchor, far: Anchor | undefined): ObjectPass {
    if (this.#pass && this.#passFrom === near.frame) return this.#pass;
    this.endSweep();
    this.#passFrom = near.frame;
    const { views, segmenter, settings } = this.context;
    this.#pass = new ObjectPass(far ? [near, far] : [near], views, segmenter, settings);
    return this.#pass;
  }

  #anchor(frame: FrameIndex): Anchor | undefined {
    return this.anchors.get(anchorKey(this.plan.track.id, frame));
  }
}

/** The label that a task's pass starts from in this direction, and the one on the far side. */
function endsOf(task: FrameTask, direction: Direction): { near: FrameIndex; far: FrameIndex | null } | null {
  if (task.kind === 'carry') return { near: task.from, far: task.other };
  if (task.kind !== 'blend') return null;
  return direction === 'forwards' ? { near: task.before, far: task.after } : { near: task.after, far: task.before };
}

function mixBothWays(own: Vote, other: Vote, direction: Direction, shareOfAfter: number): Vote {
  return direction === 'forwards' ? mixVotes(own, other, shareOfAfter) : mixVotes(other, own, shareOfAfter);
}
