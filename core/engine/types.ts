import type { FrameIndex, ImageBox, TrackId } from '../schema/brands.ts';
import type { MaskRle } from '../schema/mask.ts';

/** What the user says of one object on one frame. A box alone prompts the model; a mask is taken as it is. */
export interface UserLabel {
  readonly frame: FrameIndex;
  /** The user's box; with a mask, its margins around that mask are kept. */
  readonly box: ImageBox;
  readonly mask?: MaskRle;
  /** The object is not on this frame: the track ends here until another label starts it again. */
  readonly outside?: boolean;
}

/** One object to carry through the video, with every frame on which the user labelled it. */
export interface PropagationTrack {
  readonly id: TrackId;
  readonly labels: readonly UserLabel[];
  /**
   * Ranks (inclusive) on which the user said that the object is not there; around them it is carried as if they were
   * not wanted.
   */
  readonly absent?: readonly { readonly from: FrameIndex; readonly to: FrameIndex }[];
  /**
   * Ranks (inclusive) between which this track is wanted; default the whole video. A correction re-propagates
   * a track only from the user's label before it to the one after it.
   */
  readonly range?: { readonly from: FrameIndex; readonly to: FrameIndex };
}

export interface PropagationRequest {
  readonly tracks: readonly PropagationTrack[];
  /**
   * Ranks of the sampled frames, ascending and distinct. Labelled frames are processed whether or not they
   * are among them.
   */
  readonly targets: readonly FrameIndex[];
}

/** One object on one processed frame. */
export interface TrackResult {
  readonly trackId: TrackId;
  /** `lost`: the engine does not find the object here; no label is written. `outside`: the user said it is not here. */
  readonly state: 'user' | 'propagated' | 'lost' | 'outside';
  /** The label's box with the user's margins, within the frame; null when lost or outside. */
  readonly box: ImageBox | null;
  readonly mask: MaskRle | null;
  /** 0..1; 1 for the user's own label. Also given when lost: how sure the best guess would have been. */
  readonly confidence: number;
}

export interface PropagationProgress {
  readonly framesDone: number;
  readonly framesTotal: number;
  /** Processed frames a second, over the last few frames; 0 until one is done. */
  readonly framesPerSecond: number;
  /** null until a rate is known. */
  readonly secondsLeft: number | null;
}

/**
 * Everything known of one processed frame. Frames come in the order in which they are processed (labels, forwards,
 * backwards), and a frame can come again with other tracks where objects travel in both directions.
 */
export interface FrameResult {
  readonly frame: FrameIndex;
  /** Presentation timestamp in seconds. */
  readonly timestamp: number;
  readonly tracks: readonly TrackResult[];
  readonly progress: PropagationProgress;
}
