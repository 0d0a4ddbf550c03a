import type { FrameIndex, ImageBox, TrackId } from '../schema/brands.ts';
import type { MaskRle } from '../schema/mask.ts';
import type { Evidence } from './confidence.ts';

/** The user's label of one object on one frame. A box alone prompts the model; a mask is taken as it is. */
export interface UserLabel {
  readonly frame: FrameIndex;
  /** The user's box; with a mask, the margins of the box around that mask are kept. */
  readonly box: ImageBox;
  readonly mask?: MaskRle;
  /** The object is not on this frame: the track ends here until its next label. */
  readonly outside?: boolean;
}

/** One object to propagate through the video, with every frame on which the user labelled it. */
export interface PropagationTrack {
  readonly id: TrackId;
  readonly labels: readonly UserLabel[];
  /**
   * The user's choice: beyond a label, too, boxes keep the margins that the user's box has around the object, however
   * wide they are.
   */
  readonly keepMargins?: boolean;
  /**
   * Frame indices (inclusive) on which the user marked the object as absent; labels around them are
   * propagated as if these frames were not wanted.
   */
  readonly absent?: readonly { readonly from: FrameIndex; readonly to: FrameIndex }[];
  /**
   * Frame indices (inclusive) between which this track is wanted; default the whole video. A correction
   * re-propagates a track only from the user's label before it to the one after it.
   */
  readonly range?: { readonly from: FrameIndex; readonly to: FrameIndex };
}

export interface PropagationRequest {
  readonly tracks: readonly PropagationTrack[];
  /**
   * Indices of the sampled frames, ascending and distinct. Labelled frames are processed whether or not they
   * are among them.
   */
  readonly targets: readonly FrameIndex[];
}

/** One object on one processed frame. */
export interface TrackResult {
  readonly trackId: TrackId;
  /**
   * `lost`: the engine does not find the object here; no label is written. `outside`: the user marked it as
   * absent.
   */
  readonly state: 'user' | 'propagated' | 'lost' | 'outside';
  /** The label's box with the user's margins, within the frame; null when lost or outside. */
  readonly box: ImageBox | null;
  readonly mask: MaskRle | null;
  /** 0..1; 1 for the user's own label. Also given when lost: the confidence of the best guess. */
  readonly confidence: number;
  /**
   * Of a user's box: how far the model's mask fills it, as the IoU of the mask's box with it; 0 where the model found
   * nothing in the box. Absent where the mask is the user's own.
   */
  readonly fill?: number;
  /**
   * The model found nothing in the box of a label that this was propagated from: the box stood in for the mask, and
   * keeps its margins.
   */
  readonly boxOnly?: boolean;
  /** What the confidence of a finding is made of; the fit of that confidence is measured on it. */
  readonly evidence?: Evidence;
}

export interface PropagationProgress {
  readonly framesDone: number;
  readonly framesTotal: number;
  /** Processed frames per second, over the last few frames; 0 until one is done. */
  readonly framesPerSecond: number;
  /** null until a rate is known. */
  readonly secondsLeft: number | null;
}

/**
 * All results on one processed frame. Frames come in the order in which they are processed (labels, forwards,
 * backwards), and a frame can come again with other tracks where objects are propagated in both directions.
 */
export interface FrameResult {
  readonly frame: FrameIndex;
  /** Presentation timestamp in seconds. */
  readonly timestamp: number;
  readonly tracks: readonly TrackResult[];
  readonly progress: PropagationProgress;
}
