import { outdatedFrames } from '../project/outdated.ts';
import type { Track } from '../schema/project.ts';
import { knownFrames, labelStateOf, type LabelState } from './label-state.ts';

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

/** A track as spans: each frame on which its state is known, and no other. */
export function laneOf(track: Track): Lane {
  const states: Record<LabelState, Span[]> = {
    user: [],
    propagated: [],
    interpolated: [],
    low: [],
    lost: [],
    outside: [],
  };
  const occluded: Span[] = [];
  const verified: Span[] = [];
  const outdated: Span[] = [];
  const keyframes: Keyframe[] = [];
  const old = new Set<number>(outdatedFrames(track));
  for (const { rank, shape } of knownFrames(track)) {
    const span = { from: rank, to: rank };
    append(states[shape ? labelStateOf(shape) : 'lost'], span);
    if (old.has(rank)) append(outdated, span);
    if (shape?.source === 'user') keyframes.push({ rank, outside: shape.outside });
    if (!shape || shape.outside) continue;
    if (shape.occluded) append(occluded, span);
    if (shape.verified) append(verified, span);
  }
  return { states, occluded, verified, outdated, keyframes };
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
