import type { LabelState } from '../../../core/review/label-state.ts';
import type { Keyframe, Lane, Span } from '../../../core/review/lane.ts';
import { centreOf, leftOf, type TimelineScale } from './timeline-scale.ts';

/** Height of a lane in pixels, and what lies where in it. */
export const LANE_HEIGHT = 16;
const MIDDLE = 8;
const OCCLUDED_Y = 1.5;
const VERIFIED_Y = 14.5;
/** Rails of an interpolated span, and the teeth of a lost one, stand this far from the middle. */
const OFFSET = 2.5;
const TOOTH = 3;
/** A span of a single frame is seen even where thousands of frames share the width. */
const MIN_WIDTH = 2;
const DIAMOND = 4.5;

export type LaneKind = LabelState | 'occluded' | 'verified';

/** What is drawn of a lane, as data of SVG paths: one a kind, so that thousands of spans are a few elements. Empty where there is none. */
export interface LanePaths {
  readonly kinds: Readonly<Record<LaneKind, string>>;
  readonly keyframes: string;
  /** Keyframes on which the user said that the object is not there. */
  readonly absences: string;
}

export function lanePaths(lane: Lane, scale: TimelineScale): LanePaths {
  const line = (spans: readonly Span[], y: number) => drawSpans(spans, scale, (from, to) => `M${from} ${y}H${to}`);
  const diamonds = (outside: boolean) => drawDiamonds(lane.keyframes, outside, scale);
  return {
    kinds: {
      user: line(lane.states.user, MIDDLE),
      propagated: line(lane.states.propagated, MIDDLE),
      low: line(lane.states.low, MIDDLE),
      outside: line(lane.states.outside, MIDDLE),
      interpolated: line(lane.states.interpolated, MIDDLE - OFFSET) + line(lane.states.interpolated, MIDDLE + OFFSET),
      lost: drawSpans(lane.states.lost, scale, zigzag),
      occluded: line(lane.occluded, OCCLUDED_Y),
      verified: line(lane.verified, VERIFIED_Y),
    },
    keyframes: diamonds(false),
    absences: diamonds(true),
  };
}

/** The diamond of a keyframe around a place. */
export const diamondAt = (x: number): string =>
  `M${tenth(x)} ${MIDDLE - DIAMOND}l${DIAMOND} ${DIAMOND}-${DIAMOND} ${DIAMOND}-${DIAMOND}-${DIAMOND}z`;

function drawSpans(spans: readonly Span[], scale: TimelineScale, draw: (from: number, to: number) => string): string {
  const parts: string[] = [];
  let drawn = -Infinity;
  for (const { from, to } of spans) {
    const left = leftOf(from, scale);
    const right = Math.max(leftOf(to + 1, scale), left + MIN_WIDTH);
    // Where many spans share a pixel one stands for all.
    if (left < drawn && right - drawn < 1) continue;
    parts.push(draw(tenth(left), tenth(right)));
    drawn = right;
  }
  return parts.join('');
}

function zigzag(from: number, to: number): string {
  let path = `M${from} ${MIDDLE + OFFSET}`;
  let up = true;
  for (let x = from + TOOTH; x < to; x += TOOTH) {
    path += `L${tenth(x)} ${up ? MIDDLE - OFFSET : MIDDLE + OFFSET}`;
    up = !up;
  }
  return `${path}L${to} ${up ? MIDDLE - OFFSET : MIDDLE + OFFSET}`;
}

function drawDiamonds(keyframes: readonly Keyframe[], outside: boolean, scale: TimelineScale): string {
  const parts: string[] = [];
  let drawn = -Infinity;
  for (const keyframe of keyframes) {
    if (keyframe.outside !== outside) continue;
    const x = centreOf(keyframe.rank, scale);
    // Diamonds that would cover each other are one.
    if (x - drawn < 3) continue;
    parts.push(diamondAt(x));
    drawn = x;
  }
  return parts.join('');
}

const tenth = (value: number) => Math.round(value * 10) / 10;
