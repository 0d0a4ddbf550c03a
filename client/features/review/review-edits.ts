import type { Doubt } from '../../../core/review/doubts.ts';
import { neighbourDoubt } from '../../../core/review/doubts.ts';
import type { DrawnShape } from '../../../core/project/commands/command.ts';
import { absentStretches, userFrames } from '../../../core/project/user-labels.ts';
import type { FrameIndex, TrackId } from '../../../core/schema/brands.ts';
import type { FrameRange, Shape, Track } from '../../../core/schema/project.ts';
import { PageError } from '../../i18n/page-error.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { isComputedOn, shapeOn } from '../../project/track-status.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { showEditError, tryDispatch } from '../../project/edit-attempt.ts';
import { keyframesAround, type SelectedOnFrame } from './possible-edits.ts';
import { doubtsNow } from './project-doubts.ts';
import { reviewTexts } from './review-texts.ts';

/** Shows a doubtful label and selects its object. */
export function goToDoubt({ trackId, frame }: Pick<Doubt, 'trackId' | 'frame'>): void {
  useProjectStore.getState().select(trackId);
  videoClient.seek(frame);
}

/** Goes to the next or previous doubtful label, from the shown frame and the selection. */
export function stepToDoubt(direction: 1 | -1): void {
  const frame = useVideoStore.getState().shown?.rank ?? 0;
  const trackId = useProjectStore.getState().selectedTrackId;
  const doubt = neighbourDoubt(doubtsNow(), { frame, trackId }, direction);
  if (doubt) goToDoubt(doubt);
}

/** Goes to the next or previous keyframe of the selected object; of any object where none is selected. */
export function stepToKeyframe(direction: 1 | -1): void {
  const { project, selectedTrackId } = useProjectStore.getState();
  const rank = useVideoStore.getState().shown?.rank ?? 0;
  const track = project?.tracks.find(({ id }) => id === selectedTrackId);
  const next = beside(track ? userFrames(track) : (project?.labelledFrames ?? []), rank, direction);
  if (next !== undefined) videoClient.seek(next);
}

/** The object's next or previous keyframe; undefined where there is none. */
export const keyframeBeside = (track: Track, frame: number, direction: 1 | -1): FrameIndex | undefined =>
  beside(userFrames(track), frame, direction);

const beside = (frames: readonly FrameIndex[], rank: number, direction: 1 | -1): FrameIndex | undefined =>
  direction > 0 ? frames.find((each) => each > rank) : frames.findLast((each) => each < rank);

/** Makes the label a keyframe, or removes the user's own label. */
export function toggleKeyframe(): void {
  withAtHand(({ track, frame, shape }) => {
    // A computed label is not in the project: the user's own one is drawn in its place.
    const drawn = shape && isComputedOn(track, frame) ? shapeToDraw(shape) : null;
    if (drawn) tryDispatch({ type: 'shape.set', trackId: track.id, frame, drawn });
    else tryDispatch({ type: shape?.source === 'user' ? 'shape.clear' : 'keyframe.add', trackId: track.id, frame });
  });
}

const shapeIsShown = (shape: Shape | null) => shape?.outside === false;
const isOpenMark = (shape: Shape | undefined) => shape?.outside === true && shape.outsideTo === undefined;

const shapeToDraw = ({ box, mask, polygon }: Shape): DrawnShape =>
  polygon ? { kind: 'polygon', polygon } : mask ? { kind: 'mask', mask } : { kind: 'box', box };

/**
 * Marks the object as outside on the frame, or takes the mark back: on its first frame, or on any frame of a stretch
 * with an end, the whole of it; on a later frame of a mark without an end, from that frame on.
 */
export function toggleOutside(): void {
  withAtHand(({ track, frame, shape }) => {
    const stretch = absentStretches(track).find(({ from, to }) => frame >= from && frame <= to);
    const said = stretch !== undefined || (shape?.source === 'user' && shape.outside);
    const last = keyframeBeside(track, frame, -1);
    const isBehindMark = last !== undefined && !shapeIsShown(shape) && isOpenMark(track.shapes[String(last)]);
    const type = said ? 'shape.clear' : isBehindMark ? 'shape.endOutside' : 'shape.setOutside';
    tryDispatch({ type, trackId: track.id, frame: stretch?.from ?? frame });
  });
}

export function toggleOccluded(): void {
  withLabel(({ track, frame, shape }) =>
    tryDispatch({ type: 'shape.setOccluded', trackId: track.id, frame, occluded: !shape.occluded }),
  );
}

export function toggleVerified(): void {
  withLabel(({ track, frame, shape }) =>
    tryDispatch({ type: 'shape.setVerified', trackId: track.id, frame, verified: !shape.verified }),
  );
}

/** Ends the object before this frame, or begins it with this frame. */
export function trim(side: 'before' | 'after'): void {
  withAtHand(({ track, frame }) => tryDispatch({ type: 'track.trim', trackId: track.id, frame, side }));
}

export function split(): void {
  withAtHand(({ track, frame }) => tryDispatch({ type: 'track.split', trackId: track.id, frame }));
}

/** Merges the selected object into another one, which is then selected. */
export function mergeInto(into: TrackId): void {
  withAtHand(({ track }) => {
    if (tryDispatch({ type: 'track.merge', from: track.id, into })) useProjectStore.getState().select(into);
  });
}

/** Interpolates the object linearly between the keyframes around the frame. */
export function interpolateHere(): void {
  withAtHand(({ track, frame }) => {
    const range = keyframesAround(track, frame);
    if (range) tryDispatch({ type: 'track.interpolate', trackId: track.id, range });
    else showEditError(new PageError('project_invalid', () => reviewTexts.noKeyframesAround));
  });
}

/** Replaces the interpolated stretch around the frame by propagation. */
export function propagateHere(): void {
  withAtHand(({ track, frame }) => {
    const range = interpolatedAround(track, frame);
    if (range) tryDispatch({ type: 'track.propagate', trackId: track.id, range });
  });
}

/** The interpolated stretch around a frame; null where there is none. */
export function interpolatedAround(track: Track, frame: FrameIndex): FrameRange | null {
  return track.interpolated?.find(({ from, to }) => from <= frame && frame <= to) ?? null;
}

function withAtHand(edit: (at: SelectedOnFrame) => void): void {
  const { project, selectedTrackId } = useProjectStore.getState();
  const frame = useVideoStore.getState().shown?.rank;
  const track = project?.tracks.find(({ id }) => id === selectedTrackId);
  if (frame === undefined) return;
  if (track) edit({ track, frame, shape: shapeOn(track, frame) });
  else showEditError(new PageError('project_invalid', () => reviewTexts.chooseObject));
}

function withLabel(edit: (at: SelectedOnFrame & { readonly shape: Shape }) => void): void {
  withAtHand(({ track, frame, shape }) => {
    if (shape && !shape.outside && !isComputedOn(track, frame)) edit({ track, frame, shape });
    else if (shape && !shape.outside) showEditError(new PageError('project_invalid', () => reviewTexts.computedHere));
    else showEditError(new PageError('project_invalid', () => reviewTexts.noLabelHere));
  });
}
