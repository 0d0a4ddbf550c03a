import type { FrameIndex } from '../schema/brands.ts';
import { passEndpoints, sweepFrames, type Direction, type TrackPlan } from './plan.ts';

/** A visit of a sweep. */
interface SweepVisit {
  readonly frame: FrameIndex;
  readonly purpose: Direction;
}

/**
 * How many frames in a row are visited in one direction, turn by turn, and the last of them from then on: the first
 * frames on both sides come at once, and later a turn is as long as what a video decoder reads at a time backwards. A
 * change of direction begins decoding at a key frame again.
 */
const TURNS = [1, 2, 4, 8];

/**
 * The visits of both sweeps in the order in which a user who looks at one frame wants them: away from that frame,
 * nearest first, in turns after and before it, as far as the labels around it reach; then from the labels on the far
 * sides towards it. Passes go their own way as in the sweeps, and of a frame where both directions are blended the
 * visit forwards comes first: what is found is then the same to the bit.
 */
export function orderOutwards(plans: readonly TrackPlan[], around: FrameIndex): SweepVisit[] {
  const isReady = readiness(plans);
  const queue = (purpose: Direction, takes: (frame: FrameIndex) => boolean) =>
    sweepFrames(plans, purpose)
      .filter(takes)
      .map((frame) => ({ frame, purpose }));
  const away = [queue('forwards', (frame) => frame > around), queue('backwards', (frame) => frame < around)];
  const towards = [queue('forwards', (frame) => frame <= around), queue('backwards', (frame) => frame >= around)];
  const order: SweepVisit[] = [];
  const turns = { away: new Turns(away), towards: new Turns(towards) };
  for (;;) {
    // The first visit of both sweeps that is left never waits for another one, so this ends with none left.
    const next = turns.away.next(isReady) ?? turns.towards.next(isReady);
    if (!next) return order;
    order.push(next);
    isReady.done(next);
  }
}

/** Two queues that are taken from in turns. */
class Turns {
  #side = 0;
  #turn = 0;
  #taken = 0;

  constructor(private readonly queues: readonly SweepVisit[][]) {}

  /** The next visit; null where both queues are empty or wait. */
  next(isReady: (visit: SweepVisit) => boolean): SweepVisit | null {
    const length = TURNS[Math.min(this.#turn >> 1, TURNS.length - 1)] ?? 1;
    if (this.#taken >= length) this.#change();
    for (let tries = 0; tries < this.queues.length; tries++) {
      const [head] = this.queues[this.#side] ?? [];
      if (head && isReady(head)) {
        this.#taken += 1;
        this.queues[this.#side]?.shift();
        return head;
      }
      this.#change();
    }
    return null;
  }

  #change(): void {
    this.#side = 1 - this.#side;
    this.#turn += 1;
    this.#taken = 0;
  }
}

/** Tells whether all visits were made on which what is found on a visit depends. */
function readiness(plans: readonly TrackPlan[]) {
  const keyOf = ({ frame, purpose }: SweepVisit) => `${purpose} ${frame}`;
  const needs = new Map<string, string[]>();
  const need = (visit: SweepVisit, before: SweepVisit) =>
    needs.set(keyOf(visit), [...(needs.get(keyOf(visit)) ?? []), keyOf(before)]);
  for (const plan of plans) {
    for (const purpose of ['forwards', 'backwards'] as const) {
      /** The latest frame of the pass from each label. */
      const latest = new Map<FrameIndex, FrameIndex>();
      for (const frame of sweepFrames([plan], purpose)) {
        const task = plan.tasks.get(frame);
        const ends = task && passEndpoints(frame, task, purpose);
        if (!ends) continue;
        const before = latest.get(ends.near);
        if (before !== undefined) need({ frame, purpose }, { frame: before, purpose });
        if (task.kind === 'blend' && purpose === 'backwards') need({ frame, purpose }, { frame, purpose: 'forwards' });
        latest.set(ends.near, frame);
      }
    }
  }
  const made = new Set<string>();
  const isReady = (visit: SweepVisit) => (needs.get(keyOf(visit)) ?? []).every((each) => made.has(each));
  return Object.assign(isReady, { done: (visit: SweepVisit) => void made.add(keyOf(visit)) });
}
