import { userFrames } from '../../../core/project/user-labels.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import type { FrameRange, Project, Shape, Track } from '../../../core/schema/project.ts';
import { reviewTexts } from './review-texts.ts';

/** The selected object on the shown frame. */
export interface SelectedOnFrame {
  readonly track: Track;
  readonly frame: FrameIndex;
  readonly shape: Shape | null;
}

/** Why each action on the object is blocked on this frame, in one sentence; null where it is possible. */
export interface BlockedReasons {
  readonly keyframe: string | null;
  /** For the flags of a label: occluded, verified. */
  readonly mark: string | null;
  readonly trimBefore: string | null;
  readonly trimAfter: string | null;
  readonly split: string | null;
  readonly merge: string | null;
  readonly interpolate: string | null;
}

/**
 * Tells before an action is pressed whether its command would be refused or change nothing. It reads only the
 * one object: the commands themselves go through the whole project, too much for every frame of a playing
 * video.
 */
export function blockedReasons(
  { track, frame, shape }: SelectedOnFrame,
  tracks: Project['tracks'],
  locked = false,
): BlockedReasons {
  if (locked) return lockedAll();
  const label = shape && !shape.outside ? shape : null;
  const known = [...Object.keys(track.shapes).map(Number), ...track.lost];
  const labelled = Object.entries(track.shapes).flatMap(([key, { outside }]) => (outside ? [] : [Number(key)]));
  const canSplit = labelled.some((rank) => rank < frame) && labelled.some((rank) => rank >= frame);
  return {
    keyframe: label || shape?.source === 'user' ? null : reviewTexts.noLabelHere,
    mark: whyNotMark(label, String(frame) in track.shapes),
    trimBefore: known.some((rank) => rank < frame) ? null : reviewTexts.nothingBefore,
    trimAfter: known.some((rank) => rank >= frame) ? null : reviewTexts.nothingAfter,
    split: canSplit ? null : reviewTexts.nothingToSplit,
    merge: tracks.length > 1 ? null : reviewTexts.noOtherObject,
    interpolate: whyNotInterpolate(track, frame),
  };
}

/** The flags of a label are kept with it. */
function whyNotMark(label: Shape | null, isStored: boolean): string | null {
  if (!label) return reviewTexts.noLabelHere;
  return isStored ? null : reviewTexts.computedHere;
}

/** Edits are blocked while labels are propagated. */
function lockedAll(): BlockedReasons {
  const { locked } = reviewTexts;
  const trims = { trimBefore: locked, trimAfter: locked };
  return { keyframe: locked, mark: locked, ...trims, split: locked, merge: locked, interpolate: locked };
}

function whyNotInterpolate(track: Track, frame: FrameIndex): string | null {
  const around = keyframesAround(track, frame);
  if (!around) return reviewTexts.noKeyframesAround;
  const isOutside = (rank: FrameIndex) => track.shapes[String(rank)]?.outside === true;
  if (isOutside(around.from) || isOutside(around.to)) return reviewTexts.outsideAround;
  return around.to - around.from < 2 ? reviewTexts.nothingBetween : null;
}

/** The keyframes around a frame; on a keyframe, that one and the next, or the previous where it is the last. */
export function keyframesAround(track: Track, frame: FrameIndex): FrameRange | null {
  const frames = userFrames(track);
  const from = frames.findLast((rank) => rank <= frame);
  const to = frames.find((rank) => rank > frame);
  if (from === undefined) return null;
  if (to !== undefined) return { from, to };
  const before = frames.at(-2);
  return from === frame && before !== undefined ? { from: before, to: from } : null;
}
