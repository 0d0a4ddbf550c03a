import type { LabelState } from '../../../core/review/label-state.ts';
import type { Keyframe, Lane, Span } from '../../../core/review/lane.ts';
import { centreOf, leftOf, type TimelineScale } from './timeline-scale.ts';

/** Height of a lane in pixels, and positions in it. */
export const LANE_HEIGHT = 16;
const MIDDLE = 8;
const OCCLUDED_Y = 1.5;
const VERIFIED_Y = 14.5;
/** A label that is verified is not outdated. */
const OUTDATED_Y = 14;
/** Distance from the middle, in pixels, of the rails of an interpolated span and the teeth of a lost one. */
const OFFSET = 2.5;
const TOOTH = 3;
/** Smallest width in pixels: a span of one frame is visible even among thousands of frames. */
const MIN_WIDTH = 2;
const DIAMOND = 4.5;

export type LaneKind = LabelState | 'occluded' | 'verified' | 'outdated';

/**
 * The drawing of a lane as data of SVG paths: one per kind, so that thousands of spans are a few elements.
 * Empty where there is none.
 */
interface LanePaths {
  readonly kinds: Readonly<Record<LaneKind, string>>;
  readonly keyframes: string;
  /** Keyframes with the object marked as outside. */
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
      left: line(lane.states.left, MIDDLE),
      outside: line(lane.states.outside, MIDDLE),
      interpolated: line(lane.states.interpolated, MIDDLE - OFFSET) + line(lane.states.interpolated, MIDDLE + OFFSET),
      lost: drawSpans(lane.states.lost, scale, zigzag),
      occluded: line(lane.occluded, OCCLUDED_Y),
      verified: line(lane.verified, VERIFIED_Y),
      outdated: line(lane.outdated, OUTDATED_Y),
    },
    keyframes: diamonds(false),
    absences: diamonds(true),
  };
}

/** The diamond of a keyframe at a position. */
export const diamondAt = (x: number): string =>
  `M${tenth(x)} ${MIDDLE - DIAMOND}l${DIAMOND} ${DIAMOND}-${DIAMOND} ${DIAMOND}-${DIAMOND}-${DIAMOND}z`;

function drawSpans(spans: readonly Span[], scale: TimelineScale, draw: (from: number, to: number) => string): string {
  const parts: string[] = [];
  let drawn = -Infinity;
  for (const { from, to } of spans) {
    const left = leftOf(from, scale);
    const right = Math.max(leftOf(to + 1, scale), left + MIN_WIDTH);
    // Where many spans share a pixel only one is drawn.
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
    // Of diamonds that would overlap only one is drawn.
    if (x - drawn < 3) continue;
    parts.push(diamondAt(x));
    drawn = x;
  }
  return parts.join('');
}

const tenth = (value: number) => Math.round(value * 10) / 10;
