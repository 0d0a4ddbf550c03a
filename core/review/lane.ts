import { outdatedFrames } from '../project/outdated.ts';
import { interpolatedGaps, type InBetween } from '../project/in-between.ts';
import type { Track, VideoMetadata } from '../schema/project.ts';
import { knownFrames, labelStateOf, type LabelState } from './label-state.ts';
import { stateWithoutShape } from './presence.ts';

/** A range of frame indices, both inclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A frame that the user labelled or marked as outside. */
export interface Keyframe {
  readonly rank: number;
  /** The user marked the object as absent. */
  readonly outside: boolean;
}

/**
 * The states of a track over the whole video, to be drawn as one lane of a timeline. Spans of a kind ascend
 * and do not touch.
 */
export interface Lane {
  readonly states: Readonly<Record<LabelState, readonly Span[]>>;
  readonly occluded: readonly Span[];
  readonly verified: readonly Span[];
  /** Not updated since a label around it was changed. */
  readonly outdated: readonly Span[];
  /** Ascending. */
  readonly keyframes: readonly Keyframe[];
}

/**
 * A track as spans: each frame on which its state is known, those with an interpolated label, and no other.
 *
 * @param between how labels are interpolated on frames in between; null where they are not
 */
export function laneOf(track: Track, video: Pick<VideoMetadata, 'width' | 'height'>, between: InBetween | null): Lane {
  const states: Record<LabelState, Span[]> = {
    user: [],
    propagated: [],
    interpolated: [],
    low: [],
    lost: [],
    left: [],
    outside: [],
  };
  const occluded: Span[] = [];
  const verified: Span[] = [];
  const outdated: Span[] = [];
  const keyframes: Keyframe[] = [];
  const old = new Set<number>(outdatedFrames(track));
  for (const { rank, shape } of knownFrames(track)) {
    const span = { from: rank, to: rank };
    append(states[shape ? labelStateOf(shape) : (stateWithoutShape(track, rank, video) ?? 'lost')], span);
    if (old.has(rank)) append(outdated, span);
    if (shape?.source === 'user') keyframes.push({ rank, outside: shape.outside });
    if (!shape || shape.outside) continue;
    if (shape.occluded) append(occluded, span);
    if (shape.verified) append(verified, span);
  }
  const computed = between ? interpolatedGaps(track, between.wanted).flatMap(({ ranks }) => ranks) : [];
  return {
    states: { ...states, interpolated: merged(states.interpolated, computed) },
    occluded,
    verified,
    outdated,
    keyframes,
  };
}

/** The spans with more frames, none of which is among them. */
function merged(spans: readonly Span[], ranks: readonly number[]): readonly Span[] {
  if (ranks.length === 0) return spans;
  const all: Span[] = [];
  const parts = [...spans, ...ranks.map((rank) => ({ from: rank, to: rank }))];
  for (const span of parts.sort((a, b) => a.from - b.from)) append(all, span);
  return all;
}

function append(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last && last.to + 1 === span.from) spans[spans.length - 1] = { from: last.from, to: span.to };
  else spans.push(span);
}

/** The largest distance between neighbouring sampled frame indices; 1 where there are fewer than two. */
export function largestGap(sampled: readonly number[]): number {
  return sampled.reduce((gap, rank, at) => Math.max(gap, rank - (sampled[at - 1] ?? rank)), 1);
}
