import type { Polygon } from '../../geometry/polygon.ts';
import type { ClassId, FrameIndex, ImageBox, TrackId } from '../../schema/brands.ts';
import type { MaskRle } from '../../schema/mask.ts';
import type { FrameRange, Project, Sampling } from '../../schema/project.ts';

/**
 * A shape that the user draws for one object on one frame, in pixels of the displayed frame. A polygon's
 * rings: outer first, then holes.
 */
export type DrawnShape =
  | { readonly kind: 'box'; readonly box: ImageBox }
  | { readonly kind: 'polygon'; readonly polygon: Polygon }
  | { readonly kind: 'mask'; readonly mask: MaskRle };

/** One label of the clipboard: of an existing object, or of a new one. */
export interface PastedLabel {
  readonly trackId: TrackId | null;
  readonly classId: ClassId;
  readonly drawn: DrawnShape;
}

type OnTrack = { readonly trackId: TrackId };
type OnFrame = OnTrack & { readonly frame: FrameIndex };

/**
 * Every edit of a project, as data: the mouse, the keyboard and the tests dispatch the same ones. Each is
 * documented where it is applied (class-commands.ts, track-commands.ts, shape-commands.ts).
 */
export type EditCommand =
  | { readonly type: 'class.add'; readonly name: string }
  | { readonly type: 'class.rename'; readonly id: ClassId; readonly name: string }
  | { readonly type: 'class.recolor'; readonly id: ClassId; readonly color: string }
  | { readonly type: 'class.merge'; readonly from: ClassId; readonly into: ClassId }
  | { readonly type: 'class.remove'; readonly id: ClassId }
  | {
      readonly type: 'track.add';
      readonly classId: ClassId;
      readonly frame: FrameIndex;
      readonly drawn: DrawnShape;
    }
  | (OnTrack & { readonly type: 'track.setClass'; readonly classId: ClassId })
  | (OnTrack & { readonly type: 'track.setKeepMargins'; readonly keepMargins: boolean })
  | (OnTrack & { readonly type: 'track.remove' })
  | (OnFrame & { readonly type: 'track.trim'; readonly side: 'before' | 'after' })
  | (OnFrame & { readonly type: 'track.split' })
  | { readonly type: 'track.merge'; readonly from: TrackId; readonly into: TrackId }
  | (OnTrack & { readonly type: 'track.interpolate'; readonly range: FrameRange })
  | (OnTrack & { readonly type: 'track.propagate'; readonly range: FrameRange })
  | (OnFrame & { readonly type: 'shape.set'; readonly drawn: DrawnShape })
  | (OnFrame & { readonly type: 'shape.clear' })
  | (OnFrame & { readonly type: 'shape.setOutside' })
  | (OnFrame & { readonly type: 'shape.endOutside' })
  | (OnFrame & { readonly type: 'shape.setOccluded'; readonly occluded: boolean })
  | (OnFrame & { readonly type: 'shape.setVerified'; readonly verified: boolean })
  | (OnFrame & { readonly type: 'keyframe.add' })
  | (OnFrame & { readonly type: 'keyframe.move'; readonly to: FrameIndex })
  | { readonly type: 'frame.clear'; readonly frame: FrameIndex }
  | { readonly type: 'frame.paste'; readonly frame: FrameIndex; readonly labels: readonly PastedLabel[] }
  | { readonly type: 'project.rename'; readonly name: string }
  | { readonly type: 'project.setSampling'; readonly sampling: Sampling }
  | { readonly type: 'project.setRange'; readonly range: FrameRange | null };

/** A label that the user changed after its track was last propagated. */
export interface Correction {
  readonly trackId: TrackId;
  readonly frame: FrameIndex;
}

/** The result of an edit. */
export interface EditResult {
  readonly project: Project;
  /** Labels whose neighbourhood has to be propagated again. */
  readonly corrections: readonly Correction[];
  /** The track that the edit made, to be selected. */
  readonly created?: TrackId;
}
