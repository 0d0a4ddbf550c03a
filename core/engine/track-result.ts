import { clipBox } from '../geometry/box.ts';
import { encodeMask } from '../geometry/mask-rle.ts';
import type { FrameIndex, TrackId } from '../schema/brands.ts';
import type { Anchor } from './anchor.ts';
import type { FrameView } from './frame-views.ts';
import type { Finding } from './object-pass.ts';
import type { TrackResult } from './types.ts';
import { boxBetweenLabels, boxBeyondLabel } from './user-margins.ts';

/** The user's own label, with the mask that the model gives for it. */
export function userResult(trackId: TrackId, anchor: Anchor): TrackResult {
  return { trackId, state: 'user', box: anchor.userBox, mask: encodeMask(anchor.mask), confidence: 1 };
}

/**
 * A finding as a label: its box is its mask's extent, with the user's margins as far as they are propagated.
 */
export function propagatedResult(
  trackId: TrackId,
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
    : boxBeyondLabel(maskBox, near.margins);
  const box = clipBox(whole, width, height) ?? maskBox;
  return { trackId, state: 'propagated', box, mask, confidence, evidence };
}

/** How far a frame is on the way from one frame to another, 0..1. */
const shareOfWay = (frame: FrameIndex, from: FrameIndex, to: FrameIndex) => (frame - from) / (to - from);
