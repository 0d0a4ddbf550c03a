import type { Track } from '../../core/schema/project.ts';
import { statusOf, type TrackStatus } from './track-status.ts';

/** A stretch of frames (ranks, inclusive) on which an object has one status. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly status: Exclude<TrackStatus, 'user' | 'none'>;
}

export interface Lane {
  readonly track: Track;
  readonly spans: readonly Span[];
  /** Frames on which the user labelled the object, ascending. */
  readonly labelled: readonly number[];
}

/**
 * An object's lane of the timeline. Processed frames that are at most `maxGap` ranks apart belong together: with every sixth frame
 * processed a span covers the five in between.
 */
export function laneOf(track: Track, maxGap: number): Lane {
  const marks = new Map<number, TrackStatus>();
  for (const [key, shape] of Object.entries(track.shapes)) marks.set(Number(key), statusOf(shape));
  for (const rank of track.lost) if (!marks.has(rank)) marks.set(rank, 'lost');
  const ranks = [...marks.keys()].sort((a, b) => a - b);
  const spans: Span[] = [];
  let previous: number | null = null;
  for (const rank of ranks) {
    const status = spanStatus(marks.get(rank));
    const last = spans.at(-1);
    const joins = last !== undefined && previous !== null && rank - previous <= maxGap;
    // A span reaches up to the next processed frame, so that lanes have no holes between sampled frames.
    if (joins) spans[spans.length - 1] = { ...last, to: last.status === status ? rank : rank - 1 };
    if (!joins || last.status !== status) spans.push({ from: rank, to: rank, status });
    previous = rank;
  }
  const labelled = ranks.filter((rank) => track.shapes[String(rank)]?.source === 'user');
  return { track, spans, labelled };
}

/** On the lane a user's label is a mark of its own upon the span. */
function spanStatus(status: TrackStatus | undefined): Span['status'] {
  return status === undefined || status === 'user' || status === 'none' ? 'propagated' : status;
}

/** The largest distance between neighbouring sampled ranks; 1 where there are fewer than two. */
export function largestGap(sampled: readonly number[]): number {
  return sampled.reduce((gap, rank, at) => Math.max(gap, rank - (sampled[at - 1] ?? rank)), 1);
}

/** Distance of ruler ticks in seconds: a round number with about `count` of them in `duration`. */
export function tickStep(duration: number, count: number): number {
  const wish = duration / Math.max(1, count);
  const steps = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
  return steps.find((step) => step >= wish) ?? 7200;
}
