import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import { anchorFrames, planTracks, sweepFrames, type FrameTask, type TrackPlan } from './plan.ts';
import type { PropagationRequest } from './types.ts';

/** Frames from one to another, both inclusive. */
interface Stretch {
  readonly from: FrameIndex;
  readonly to: FrameIndex;
}

/** The frames to encode for a stretch. */
interface Piece extends Stretch {
  /** Labelled frames whose memory it needs, inside or outside of it: neighbouring pieces share them. */
  readonly anchors: ReadonlySet<FrameIndex>;
  /** Frames of the sweeps. */
  readonly swept: number;
}

const workOfPiece = ({ anchors, swept }: Piece): number => anchors.size + swept;

/**
 * Cuts a request into parts that run independently. Together they give what the whole gives, each object on
 * each frame once, to the bit: cuts are made where no object is propagated across, which is at labelled
 * frames, and each part has all labels as memory. Parts are as even as the cuts allow. Returns the request
 * alone where it cannot be cut.
 *
 * @param maxParts at least 1
 */
export function cutRequest(request: PropagationRequest, maxParts: number): PropagationRequest[] {
  const parts = joinEvenly(piecesOf(planTracks(request)), maxParts);
  return parts.length > 1 ? parts.map((part) => within(request, part)) : [request];
}

/** The request restricted to a stretch. */
function within(request: PropagationRequest, { from, to }: Stretch): PropagationRequest {
  const tracks = request.tracks.flatMap((track) => {
    const range = {
      from: frameIndex(Math.max(from, track.range?.from ?? from)),
      to: frameIndex(Math.min(to, track.range?.to ?? to)),
    };
    return range.from <= range.to ? [{ ...track, range }] : [];
  });
  return { tracks, targets: request.targets.filter((frame) => frame >= from && frame <= to) };
}

/** The smallest pieces that a request can be cut into, ascending; together they hold every wanted frame. */
function piecesOf(plans: readonly TrackPlan[]): Piece[] {
  const stretches: Stretch[] = [];
  for (const way of plans.flatMap(waysOf).sort((a, b) => a.from - b.from)) {
    const last = stretches.at(-1);
    if (!last || way.from > last.to) stretches.push(way);
    else if (way.to > last.to) stretches.splice(-1, 1, { from: last.from, to: way.to });
  }
  const divided = plans.map((plan) => divide(plan, stretches));
  return stretches.map((stretch, at) => {
    const here = divided.flatMap((parts) => parts[at] ?? []);
    const swept = sweepFrames(here, 'forwards').length + sweepFrames(here, 'backwards').length;
    return { ...stretch, anchors: new Set(here.flatMap(anchorFrames)), swept };
  });
}

/** The plan of each stretch. */
function divide({ track, tasks }: TrackPlan, stretches: readonly Stretch[]): TrackPlan[] {
  const parts = stretches.map(() => new Map<FrameIndex, FrameTask>());
  let at = 0;
  // Tasks are in the order of their frames.
  for (const [frame, task] of tasks) {
    while (frame > (stretches[at]?.to ?? Infinity)) at += 1;
    parts[at]?.set(frame, task);
  }
  return parts.map((part) => ({ track, tasks: part }));
}

/**
 * The indivisible stretches of a track: everything propagated between two neighbouring labels, since which of
 * it is blended depends on all of it. Frames with a label and frames without the object are stretches of
 * their own.
 */
function waysOf({ track, tasks }: TrackPlan): Stretch[] {
  const alone: Stretch[] = [];
  const gaps = new Map<number, Stretch>();
  for (const [frame, { kind }] of tasks) {
    if (kind === 'label' || kind === 'outside') {
      alone.push({ from: frame, to: frame });
      continue;
    }
    const gap = track.labels.filter((label) => label.frame < frame).length;
    gaps.set(gap, { from: gaps.get(gap)?.from ?? frame, to: frame });
  }
  return [...alone, ...gaps.values()];
}

/** Joins neighbouring pieces into at most `maxParts` parts, of which the largest is as small as possible. */
function joinEvenly(pieces: readonly Piece[], maxParts: number): Piece[] {
  const works = pieces.map(workOfPiece);
  let low = works.reduce((most, work) => Math.max(most, work), 0);
  let high = works.reduce((sum, work) => sum + work, 0);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fill(pieces, middle).length <= maxParts) high = middle;
    else low = middle + 1;
  }
  return fill(pieces, low);
}

/**
 * Parts of at most this much work, filled one after another. Pieces without work (frames without an object)
 * are never a part of their own.
 */
function fill(pieces: readonly Piece[], most: number): Piece[] {
  const parts: Piece[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    const joined = last && join(last, piece);
    if (joined && workOfPiece(joined) <= most) parts.splice(-1, 1, joined);
    else parts.push(piece);
  }
  return parts;
}

function join(a: Piece, b: Piece): Piece {
  return { from: a.from, to: b.to, anchors: new Set([...a.anchors, ...b.anchors]), swept: a.swept + b.swept };
}
