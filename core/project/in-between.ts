import { isMarkedAbsent } from './user-labels.ts';
import { knownFrames, type KnownFrame } from '../review/label-state.ts';
import { lowerBound } from '../review/labelled-frames.ts';
import type { Project, Shape, Track } from '../schema/project.ts';
import { interpolatedShape } from './interpolate.ts';
import { wantedFrames } from './wanted-frames.ts';

/** A project whose labels are interpolated on the frames between those that are sampled. */
export interface InBetween {
  /** Frames on which labels are propagated, ascending. */
  readonly wanted: readonly number[];
  readonly video: Pick<Project['video'], 'width' | 'height'>;
  /** Only boxes are wanted: interpolated masks take time. */
  readonly boxesOnly?: boolean;
}

/** Two neighbouring frames on which a track is known, with frames between them that nobody asked about. */
export interface Gap {
  readonly before: KnownFrame;
  readonly after: KnownFrame;
}

type Sampled = Pick<Project, 'sampling' | 'range' | 'video'>;
const latestOf = new WeakMap<readonly number[], { readonly project: Sampled; readonly inBetween: InBetween }>();

/**
 * Null where labels are not interpolated on frames in between. The same object as long as the project's sampling is.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export function inBetweenOf(project: Sampled, timestamps: readonly number[]): InBetween | null {
  const { sampling, range, video } = project;
  if (sampling.between !== 'interpolate') return null;
  const kept = latestOf.get(timestamps);
  const { project: last } = kept ?? {};
  if (kept && last?.sampling === sampling && last.range === range && last.video === video) return kept.inBetween;
  const inBetween = { wanted: wantedFrames(project, timestamps), video };
  latestOf.set(timestamps, { project, inBetween });
  return inBetween;
}

/** The gaps of a track, ascending. There is none around a wanted frame on which no run has looked yet. */
export function gapsOf(track: Track, wanted: readonly number[]): Gap[] {
  const known = knownFrames(track);
  return known.flatMap((after, at) => {
    const before = known[at - 1];
    return before && isGap(before.rank, after.rank, wanted) ? [{ before, after }] : [];
  });
}

/** The gap that a frame is in; null where there is none, and where the track is known on the frame. */
export function gapAround(track: Track, rank: number, wanted: readonly number[]): Gap | null {
  const known = knownFrames(track);
  let [low, high] = [0, known.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((known[middle]?.rank ?? Infinity) < rank) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [known[low - 1], known[low]];
  if (!before || !after || after.rank === rank) return null;
  return isGap(before.rank, after.rank, wanted) ? { before, after } : null;
}

function isGap(before: number, after: number, wanted: readonly number[]): boolean {
  return after - before > 1 && (wanted[lowerBound(wanted, before + 1)] ?? Infinity) >= after;
}

/** Whether the object has a label at both ends of a gap. */
export const isShownAround = ({ before, after }: Gap): boolean =>
  before.shape?.outside === false && after.shape?.outside === false;

/**
 * The interpolated label of an object on a frame in between; null where the object is not shown on both known
 * frames around it, where the user marked it as absent, and where a wanted frame there has no result yet. It is
 * computed and not stored: it changes with the labels around it.
 */
export function shapeInBetween(track: Track, rank: number, between: InBetween): Shape | null {
  const gap = gapAround(track, rank, between.wanted);
  if (!gap || !isShownAround(gap) || isMarkedAbsent(track)(rank)) return null;
  return shapeInGap(gap, rank, between);
}

/** A gap over which labels are interpolated, with its frames. */
export interface InterpolatedGap {
  readonly start: Shape;
  readonly end: Shape;
  readonly from: number;
  readonly to: number;
  /** Frames of the gap with an interpolated label, ascending. */
  readonly ranks: readonly number[];
}

/** The gaps of a track over which its labels are interpolated, ascending. */
export function interpolatedGaps(track: Track, wanted: readonly number[]): InterpolatedGap[] {
  const isGone = isMarkedAbsent(track);
  return gapsOf(track, wanted).flatMap((gap) => {
    const [from, to] = [gap.before.rank, gap.after.rank];
    const [start, end] = [gap.before.shape, gap.after.shape];
    if (!start || !end || !isShownAround(gap)) return [];
    const ranks = Array.from({ length: to - from - 1 }, (_, at) => from + 1 + at).filter((rank) => !isGone(rank));
    return ranks.length > 0 ? [{ start, end, from, to, ranks }] : [];
  });
}

interface KnownShape {
  readonly end: Shape;
  readonly from: number;
  readonly to: number;
  readonly rank: number;
  readonly shape: Shape;
}
/** By the shape at the start: what draws a frame asks for its labels many times, and compares them by identity. */
const latest = new WeakMap<Shape, KnownShape>();

function shapeInGap({ before, after }: Gap, rank: number, { video, boxesOnly }: InBetween): Shape | null {
  const [start, end] = [before.shape, after.shape];
  if (!start || !end) return null;
  const [from, to] = [before.rank, after.rank];
  if (boxesOnly) return interpolatedShape(start, end, (rank - from) / (to - from), video, false);
  const kept = latest.get(start);
  if (kept?.end === end && kept.rank === rank && kept.from === from && kept.to === to) return kept.shape;
  const shape = interpolatedShape(start, end, (rank - from) / (to - from), video);
  latest.set(start, { end, from, to, rank, shape });
  return shape;
}
