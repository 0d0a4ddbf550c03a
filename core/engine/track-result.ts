import { clipBox } from '../geometry/box.ts';
import { encodeMask } from '../geometry/mask-rle.ts';
import type { FrameIndex, TrackId } from '../schema/brands.ts';
import { isBoxOnly, type Anchor } from './anchor.ts';
import type { FrameView } from './frame-views.ts';
import type { Finding } from './object-pass.ts';
import type { PropagationTrack, TrackResult } from './types.ts';
import { boxBetweenLabels, boxBeyondLabel } from './user-margins.ts';

/**
 * The user's own label, with its mask: the user's, or the one that the model gives for the box; null where it finds
 * nothing in it.
 */
export function userResult(trackId: TrackId, anchor: Anchor): TrackResult {
  const { userBox, fill } = anchor;
  const mask = isBoxOnly(anchor) ? null : encodeMask(anchor.mask);
  const result = { trackId, state: 'user', box: userBox, mask, confidence: 1 } as const;
  return fill === null ? result : { ...result, fill };
}

/**
 * A finding as a label: its box is its mask's extent, with the user's margins as far as they are propagated.
 */
export function propagatedResult(
  { id: trackId, keepMargins = false }: PropagationTrack,
  view: FrameView,
  finding: Finding,
  near: Anchor,
  far: Anchor | undefined,
): TrackResult {
  const { confidence, evidence, maskBox, bodyBox, mask, lost } = finding;
  const { width, height } = view.embedding;
  if (lost || !maskBox) return { trackId, state: 'lost', box: null, mask: null, confidence, evidence };
  const whole = far
    ? boxBetweenLabels(maskBox, bodyBox, near.margins, far.margins, shareOfWay(view.frame, near.frame, far.frame))
    : boxBeyondLabel(maskBox, near.margins, keepMargins || isBoxOnly(near));
  const box = clipBox(whole, width, height) ?? maskBox;
  const result = { trackId, state: 'propagated', box, mask, confidence, evidence } as const;
  return isBoxOnly(near) || (far && isBoxOnly(far)) ? { ...result, boxOnly: true } : result;
}

/** How far a frame is on the way from one frame to another, 0..1. */
const shareOfWay = (frame: FrameIndex, from: FrameIndex, to: FrameIndex) => (frame - from) / (to - from);
