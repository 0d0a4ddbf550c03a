import { boxArea, boxCentre } from '../geometry/box.ts';
import { isMarkedAbsent } from '../project/user-labels.ts';
import { frameIndex, type FrameIndex, type TrackId } from '../schema/brands.ts';
import type { Shape, Track } from '../schema/project.ts';
import { knownFrames, LOW_CONFIDENCE, type KnownFrame } from './label-state.ts';

/** The reason to review a label. */
export type DoubtReason =
  /** The engine's confidence in it is low. */
  | { readonly kind: 'low'; readonly confidence: number }
  /** Its area is this many times the area expected from its neighbours; below 1 where it is smaller. */
  | { readonly kind: 'area'; readonly factor: number }
  /** Its centre is this many times the object's own size away from the place expected from its neighbours. */
  | { readonly kind: 'position'; readonly sizes: number }
  /** The object is lost from this frame on, on this many processed frames. */
  | { readonly kind: 'lost'; readonly frames: number }
  /** The object was found again here: it may be another one. */
  | { readonly kind: 'found' };

export interface Doubt {
  readonly trackId: TrackId;
  readonly frame: FrameIndex;
  /** 0..1, higher for labels that are more likely wrong. */
  readonly doubt: number;
  readonly reasons: readonly DoubtReason[];
}

/**
 * A label is expected on a straight line between its two neighbours. Objects turn and come nearer, which
 * makes areas differ by a tenth or so from one processed frame to the next; half as much again, or a third
 * less, is a mask that includes another thing or lost a part.
 */
const AREA_FACTOR = 1.5;
/**
 * Half of the object's own size (the square root of its area) off the line: an object that swings stays
 * within that, a confusion with another object does not.
 */
const POSITION_SIZES = 0.5;
/**
 * A lost object may be in view and then lacks its label, which teaches the wrong thing; most lost frames are
 * right, where the object did leave.
 */
const LOST_DOUBT = 0.6;
const FOUND_DOUBT = 0.4;
/** Smaller differences are rounding errors. */
const ROUNDING = 1e-9;

/**
 * The labels of a track that need a review, in the order of their frames: those of low confidence, those that
 * jump against both of their neighbours, and the frames where the object was lost and found. Labels that the
 * user drew, verified or has interpolated are not doubted.
 * All measures are relative: a video of twice the size gives the same.
 *
 * @param maxGap labels further apart than this many frames are not neighbours
 */
export function doubtsOf(track: Track, maxGap: number): Doubt[] {
  const known = knownFrames(track);
  const isGone = isMarkedAbsent(track);
  const areas = known.map((_, at) => areaDeviation(known, at, maxGap));
  const positions = known.map((_, at) => positionDeviation(known, at, maxGap));
  return known.flatMap((each, at) => {
    const { rank, shape } = each;
    const reasons: Weighed[] = [];
    if (!shape) reasons.push(...lostHere(known, at, isGone));
    else if (isDoubtable(shape)) {
      if (shape.confidence < LOW_CONFIDENCE)
        reasons.push([1 - shape.confidence / LOW_CONFIDENCE, { kind: 'low', confidence: shape.confidence }]);
      const area = areas[at] ?? 0;
      if (Math.abs(area) > Math.log(AREA_FACTOR) + ROUNDING && isPeak(areas, known, at))
        reasons.push([1 - Math.log(AREA_FACTOR) / Math.abs(area), { kind: 'area', factor: Math.exp(area) }]);
      const sizes = positions[at] ?? 0;
      if (sizes > POSITION_SIZES + ROUNDING && isPeak(positions, known, at))
        reasons.push([1 - POSITION_SIZES / sizes, { kind: 'position', sizes }]);
      const before = known[at - 1];
      if (before && (!before.shape || before.shape.outside)) reasons.push([FOUND_DOUBT, { kind: 'found' }]);
    }
    return reasons.length === 0 ? [] : [joined(track.id, frameIndex(rank), reasons)];
  });
}

/** The most doubtful first; of equals the earlier frame. */
export function byDoubt(doubts: readonly Doubt[]): Doubt[] {
  return [...doubts].sort((a, b) => b.doubt - a.doubt || a.frame - b.frame || a.trackId - b.trackId);
}

/**
 * The doubtful label after (`1`) or before (`-1`) a place in the video, in the order of frames and of tracks
 * within a frame; at the end it continues from the beginning. Null where there is none.
 */
export function neighbourDoubt(
  doubts: readonly Doubt[],
  { frame, trackId }: { readonly frame: number; readonly trackId: number | null },
  direction: 1 | -1,
): Doubt | null {
  const ordered = [...doubts].sort((a, b) => direction * (a.frame - b.frame || a.trackId - b.trackId));
  // Without a selected object every label of the frame still counts as not seen.
  const at = trackId ?? (direction > 0 ? 0 : Infinity);
  const next = ordered.find((each) => direction * (each.frame - frame || each.trackId - at) > 0);
  return next ?? ordered[0] ?? null;
}

type Weighed = readonly [doubt: number, reason: DoubtReason];

/** Several reasons make a label more doubtful than each alone. */
function joined(trackId: TrackId, frame: FrameIndex, reasons: readonly Weighed[]): Doubt {
  const trust = reasons.reduce((product, [doubt]) => product * (1 - doubt), 1);
  return { trackId, frame, doubt: 1 - trust, reasons: reasons.map(([, reason]) => reason) };
}

const isDoubtable = (shape: Shape) => shape.source === 'propagated' && !shape.outside && !shape.verified;
const isDrawn = (shape: Shape | null | undefined): shape is Shape =>
  !!shape && !shape.outside && boxArea(shape.box) > 0;

/** A run of lost frames counts once, at its beginning. After an outside mark it adds nothing. */
function lostHere(known: readonly KnownFrame[], at: number, isGone: (rank: number) => boolean): Weighed[] {
  const [before, here] = [known[at - 1], known[at]];
  if (before?.shape === null || (here && isGone(here.rank))) return [];
  const end = known.findIndex(({ shape }, index) => index > at && shape !== null);
  return [[LOST_DOUBT, { kind: 'lost', frames: (end < 0 ? known.length : end) - at }]];
}

/**
 * The neighbours of a label, and its place between them: 0 at the earlier one, 1 at the later. Null where one
 * is missing or too far away.
 */
function between(known: readonly KnownFrame[], at: number, maxGap: number) {
  const [before, here, after] = [known[at - 1], known[at], known[at + 1]];
  if (!before || !here || !after || here.rank - before.rank > maxGap || after.rank - here.rank > maxGap) return null;
  if (!isDrawn(before.shape) || !isDrawn(here.shape) || !isDrawn(after.shape)) return null;
  const share = (here.rank - before.rank) / (after.rank - before.rank);
  return { before: before.shape.box, here: here.shape.box, after: after.shape.box, share };
}

/** Natural logarithm of the ratio of a label's area to its expected area; 0 where nothing is expected. */
function areaDeviation(known: readonly KnownFrame[], at: number, maxGap: number): number {
  const near = between(known, at, maxGap);
  if (!near) return 0;
  const [a, b] = [Math.log(boxArea(near.before)), Math.log(boxArea(near.after))];
  return Math.log(boxArea(near.here)) - (a + (b - a) * near.share);
}

/** Distance of a label from where it is expected, in sizes of the object; 0 where nothing is expected. */
function positionDeviation(known: readonly KnownFrame[], at: number, maxGap: number): number {
  const near = between(known, at, maxGap);
  if (!near) return 0;
  const [a, b, here] = [boxCentre(near.before), boxCentre(near.after), boxCentre(near.here)];
  const off = ([0, 1] as const).map((axis) => here[axis] - (a[axis] + (b[axis] - a[axis]) * near.share));
  const size = Math.sqrt((boxArea(near.before) + boxArea(near.after)) / 2);
  return Math.hypot(...off) / size;
}

/**
 * A label that jumps makes its neighbours deviate too, half as much: only the one that deviates most is
 * reported, and of two that part (a step) the later one. A label that the user drew is the truth and is never
 * reported because of its neighbours.
 */
function isPeak(deviations: readonly number[], known: readonly KnownFrame[], at: number): boolean {
  const here = Math.abs(deviations[at] ?? 0);
  const beats = (other: number, ties: boolean) => {
    if (known[other]?.shape?.source === 'user') return true;
    const there = Math.abs(deviations[other] ?? 0);
    return ties ? here >= there - ROUNDING : here > there + ROUNDING;
  };
  return beats(at - 1, true) && beats(at + 1, false);
}
