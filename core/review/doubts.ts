import { FILLS_FROM } from '../engine/fill.ts';
import { boxArea, boxCentre } from '../geometry/box.ts';
import { isMarkedAbsent } from '../project/user-labels.ts';
import { frameIndex, type FrameIndex, type TrackId } from '../schema/brands.ts';
import { outdatedFrames } from '../project/outdated.ts';
import type { Shape, Track } from '../schema/project.ts';
import { knownFrames, LOW_CONFIDENCE, type KnownFrame } from './label-state.ts';
import { maskExtent } from './mask-extent.ts';

/** The reason to review a label. */
export type DoubtReason =
  /** The engine's confidence in it is low. */
  | { readonly kind: 'low'; readonly confidence: number }
  /** Its area is this many times the area expected from its neighbours; below 1 where it is smaller. */
  | { readonly kind: 'area'; readonly factor: number }
  /** Its centre is this many times the object's own size away from the place expected from its neighbours. */
  | { readonly kind: 'position'; readonly sizes: number }
  /** Its mask covers this share of its box, where those of the user's labels around cover `label`, at the closest. */
  | { readonly kind: 'extent'; readonly covered: number; readonly label: number }
  /** Its box has this share of the area of the user's labels around, at the closest. */
  | { readonly kind: 'size'; readonly share: number }
  /** Pieces apart from the largest one make the box around its mask this many times larger. */
  | { readonly kind: 'islands'; readonly factor: number }
  /** The object is lost from this frame on, on this many processed frames. */
  | { readonly kind: 'lost'; readonly frames: number }
  /** The object was found again here: it may be another one. */
  | { readonly kind: 'found' }
  /** The model's mask fills the user's box only this far (Shape.fill): it may not be what the user means. */
  | { readonly kind: 'fill'; readonly fill: number }
  /** Labels around it were changed, and from this frame on, on this many frames, nothing was updated since. */
  | { readonly kind: 'outdated'; readonly frames: number };

export interface Doubt {
  readonly trackId: TrackId;
  readonly frame: FrameIndex;
  /** 0..1, higher for labels that are more likely wrong. */
  readonly doubt: number;
  readonly reasons: readonly DoubtReason[];
}

/**
 * A label is expected on a straight line between its two neighbours. Objects turn and come nearer, which makes areas
 * differ; twice as much, or half, is a mask that includes another thing or lost a part. On ten DAVIS-2016 sequences 3
 * of 5 labels beyond this factor were wrong, of the 34 beyond 1.5 only 6.
 */
const AREA_FACTOR = 2;
/**
 * Half of the object's own size (the square root of its area) off the line: an object that swings stays
 * within that, a confusion with another object does not.
 */
const POSITION_SIZES = 0.5;
/**
 * A mask that covers its box by this much more or less than the user's label did, as a share of the box, shows another
 * part of the object, or more than it. On the ten sequences this finds 63 % of the wrong labels (box or mask with an
 * IoU below 0.5), and 89 % of what it finds is wrong; that holds from 0.2 (65 and 62 %) to 0.3 (51 and 93 %). Aspect
 * ratios tell less: of labels twice as wide or high for their size as the user's, half are wrong, almost all of which
 * this measure has.
 */
const EXTENT_DIFFERENCE = 0.25;
/**
 * A box of less than this share of the area of the user's labels around is a part of the object more often than one far
 * away (24 of 29 labels). A larger box tells nothing: a right one grew 17 times.
 */
const SIZE_SHARE = 0.15;
/**
 * Pieces that make the box this many times larger are mostly another thing (11 of 17 labels); a smaller factor finds
 * objects behind poles (12 of 23 at 2).
 */
const ISLAND_FACTOR = 2.5;
/** The doubt of these at the bound; it grows beyond. */
const AT_BOUND = 0.5;
/**
 * A lost object may be in view and then lacks its label, which teaches the wrong thing; most lost frames are
 * right, where the object did leave.
 */
const LOST_DOUBT = 0.6;
const FOUND_DOUBT = 0.4;
/** A label from which the wrong thing is propagated makes many labels wrong. */
const FILL_DOUBT = 0.6;
/** The user saw that something was wrong there. */
const OUTDATED_DOUBT = 0.5;
/** Smaller differences are rounding errors. */
const ROUNDING = 1e-9;

/**
 * The labels of a track that need a review, in the order of their frames: those of low confidence, those that
 * jump against both of their neighbours, those whose mask is of another kind than the user's or falls apart, the
 * frames where the object was lost and found, and those that a correction did not reach. Labels that the user drew,
 * verified or has interpolated are not doubted, except boxes that the model's mask does not fill.
 * All measures are relative: a video of twice the size gives the same.
 *
 * @param maxGap labels further apart than this many frames are not neighbours
 */
export function doubtsOf(track: Track, maxGap: number): Doubt[] {
  const known = knownFrames(track);
  const labels = known.filter(({ shape }) => isDrawn(shape) && shape.source === 'user');
  const isGone = isMarkedAbsent(track);
  const areas = known.map((_, at) => areaDeviation(known, at, maxGap));
  const positions = known.map((_, at) => positionDeviation(known, at, maxGap));
  const outdated = outdatedRuns(known, track);
  return known.flatMap((each, at) => {
    const { rank, shape } = each;
    const reasons: Weighed[] = [];
    if (!shape) reasons.push(...lostHere(known, at, isGone));
    else if (shape.fill !== undefined) reasons.push(...fillHere(shape, shape.fill));
    else if (isDoubtable(shape)) {
      if (shape.confidence < LOW_CONFIDENCE)
        reasons.push([1 - shape.confidence / LOW_CONFIDENCE, { kind: 'low', confidence: shape.confidence }]);
      const area = areas[at] ?? 0;
      if (Math.abs(area) > Math.log(AREA_FACTOR) + ROUNDING && isPeak(areas, known, at))
        reasons.push([1 - Math.log(AREA_FACTOR) / Math.abs(area), { kind: 'area', factor: Math.exp(area) }]);
      const sizes = positions[at] ?? 0;
      if (sizes > POSITION_SIZES + ROUNDING && isPeak(positions, known, at))
        reasons.push([1 - POSITION_SIZES / sizes, { kind: 'position', sizes }]);
      reasons.push(...oddShape(shape, labelsAround(labels, rank)));
      const before = known[at - 1];
      if (before && (!before.shape || before.shape.outside)) reasons.push([FOUND_DOUBT, { kind: 'found' }]);
    }
    const since = outdated.get(at);
    if (since !== undefined) reasons.push([OUTDATED_DOUBT, { kind: 'outdated', frames: since }]);
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

/** A user's box, and with it what is propagated from it, until the user verified it. */
function fillHere({ verified }: Shape, fill: number): Weighed[] {
  return fill < FILLS_FROM && !verified ? [[FILL_DOUBT, { kind: 'fill', fill }]] : [];
}

const isDoubtable = (shape: Shape) => shape.source === 'propagated' && !shape.outside && !shape.verified;
const isDrawn = (shape: Shape | null | undefined): shape is Shape =>
  !!shape && !shape.outside && boxArea(shape.box) > 0;

/** Of the user's labels, ascending, the nearest before and after a frame. */
function labelsAround(labels: readonly KnownFrame[], rank: number): Shape[] {
  const around = [labels.findLast((each) => each.rank < rank), labels.find((each) => each.rank > rank)];
  return around.flatMap((each) => each?.shape ?? []);
}

/** What box and mask tell by themselves, compared with those of the user's labels around. */
function oddShape({ box, mask }: Shape, labels: readonly Shape[]): Weighed[] {
  const reasons: Weighed[] = [];
  const share = Math.max(...labels.map((label) => boxArea(box) / boxArea(label.box)));
  if (labels.length > 0 && share < SIZE_SHARE - ROUNDING)
    reasons.push([1 - (AT_BOUND * share) / SIZE_SHARE, { kind: 'size', share }]);
  const here = mask && maskExtent(mask);
  if (!here) return reasons;
  const expected = labels
    .flatMap((label) => (label.mask && maskExtent(label.mask)) ?? [])
    .sort((a, b) => Math.abs(a.covered - here.covered) - Math.abs(b.covered - here.covered))[0];
  const difference = expected ? Math.abs(expected.covered - here.covered) : 0;
  if (expected && difference > EXTENT_DIFFERENCE + ROUNDING)
    reasons.push([
      1 - (AT_BOUND * EXTENT_DIFFERENCE) / difference,
      { kind: 'extent', covered: here.covered, label: expected.covered },
    ]);
  const factor = 1 / here.ofLargestPiece;
  if (factor > ISLAND_FACTOR + ROUNDING)
    reasons.push([1 - (AT_BOUND * ISLAND_FACTOR) / factor, { kind: 'islands', factor }]);
  return reasons;
}

/** A run of lost frames counts once, at its beginning. After an outside mark it adds nothing. */
function lostHere(known: readonly KnownFrame[], at: number, isGone: (rank: number) => boolean): Weighed[] {
  const [before, here] = [known[at - 1], known[at]];
  if (before?.shape === null || (here && isGone(here.rank))) return [];
  const end = known.findIndex(({ shape }, index) => index > at && shape !== null);
  return [[LOST_DOUBT, { kind: 'lost', frames: (end < 0 ? known.length : end) - at }]];
}

/** The runs of outdated frames among the known ones: the place of the first, and how many there are. */
function outdatedRuns(known: readonly KnownFrame[], track: Track): Map<number, number> {
  const outdated = new Set<number>(outdatedFrames(track));
  const runs = new Map<number, number>();
  let first: number | null = null;
  known.forEach(({ rank }, at) => {
    if (!outdated.has(rank)) first = null;
    else {
      first ??= at;
      runs.set(first, at - first + 1);
    }
  });
  return runs;
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
