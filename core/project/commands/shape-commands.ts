import { frameIndex, type FrameIndex, type TrackId } from '../../schema/brands.ts';
import type { Project, Shape } from '../../schema/project.ts';
import { lostFrom } from '../../review/label-state.ts';
import { absentStretches, trackOf, userFrames } from '../user-labels.ts';
import { classOf } from './class-commands.ts';
import type { Correction, EditCommand, EditResult } from './command.ts';
import {
  checkFrame,
  drawnShape,
  nextTrackId,
  OUTSIDE_SHAPE,
  markOutside,
  clearOutsideStretch,
  keepFrames,
  withShape,
  withTrack,
  withTracks,
} from './edit-track.ts';

type Command<T extends EditCommand['type']> = Extract<EditCommand, { type: T }>;

/** Sets the user's label of an object on one frame, replacing the label there. Occlusion marks stay. */
export function setShape(project: Project, { trackId, frame, drawn }: Command<'shape.set'>): EditResult {
  checkFrame(project, frame);
  const before = trackOf(project, trackId).shapes[String(frame)];
  const shape = { ...drawnShape(drawn, project.video), occluded: before?.occluded ?? false };
  return corrected(
    withTrack(project, trackId, (track) => withShape(track, frame, shape)),
    { trackId, frame },
  );
}

/**
 * Removes an object from one frame: the user's own label is deleted; a propagated or interpolated one becomes
 * "not on this frame".
 */
export function clearShape(project: Project, { trackId, frame }: Command<'shape.clear'>): EditResult {
  const shape = trackOf(project, trackId).shapes[String(frame)];
  if (!shape) return { project, corrections: [] };
  if (shape.source !== 'user') return setOutside(project, { type: 'shape.setOutside', trackId, frame });
  return corrected(
    withTrack(project, trackId, (track) => withShape(clearOutsideStretch(track, frame), frame, null)),
    { trackId, frame },
  );
}

/**
 * Marks the object as not on this frame. Where it has a label, that is wrong: its track ends here until its
 * next label. Where it was lost, the mark covers the stretch of frames on which it was lost, from this one
 * on: labels found after it stay, now and after later runs, and nothing has to be propagated again.
 */
export function setOutside(project: Project, { trackId, frame }: Command<'shape.setOutside'>): EditResult {
  checkFrame(project, frame);
  const known = trackOf(project, trackId);
  if (absentStretches(known).some(({ from, to }) => frame >= from && frame <= to)) return { project, corrections: [] };
  const lost = lostFrom(known, frame);
  if (lost.length > 0)
    return { project: withTrack(project, trackId, (track) => markOutside(track, lost)), corrections: [] };
  return corrected(
    withTrack(project, trackId, (track) => withShape(track, frame, OUTSIDE_SHAPE)),
    { trackId, frame },
  );
}

/**
 * Ends the user's mark of absence before this frame: from here on the object is searched for again, from the labels
 * around the mark. On the first frame of a mark the whole of it goes; without a mark here nothing changes.
 */
export function endOutside(project: Project, { trackId, frame }: Command<'shape.endOutside'>): EditResult {
  const track = trackOf(project, trackId);
  const from = userFrames(track).findLast((rank) => rank <= frame);
  const mark = from === undefined ? undefined : track.shapes[String(from)];
  if (from === undefined || !mark?.outside || frame > (mark.outsideTo ?? Infinity)) return { project, corrections: [] };
  if (from === frame) return clearShape(project, { type: 'shape.clear', trackId, frame });
  const next = userFrames(track).find((rank) => rank > frame) ?? Infinity;
  const ended = { ...mark, outsideTo: frameIndex(frame - 1) };
  // What a run said because of the mark goes with it.
  const keeps = (rank: number) => rank < frame || rank >= next || track.shapes[String(rank)]?.outside !== true;
  return corrected(
    withTrack(project, trackId, (each) => withShape(keepFrames(each, keeps), from, ended)),
    { trackId, frame },
  );
}

/** Marks whether something hides part of the object here. It changes no other frame. */
export function setOccluded(project: Project, command: Command<'shape.setOccluded'>): Project {
  return withMark(project, command, (shape) => ({ ...shape, occluded: command.occluded }));
}

/** Marks whether the user found this label right: no run changes it then. */
export function setVerified(project: Project, command: Command<'shape.setVerified'>): Project {
  return withMark(project, command, ({ verified: _, ...shape }) =>
    command.verified ? { ...shape, verified: true } : shape,
  );
}

/** Removes every label that the user drew on one frame. */
export function clearFrame(project: Project, { frame }: Command<'frame.clear'>): EditResult {
  const ids = project.tracks.filter(({ shapes }) => shapes[String(frame)]?.source === 'user').map(({ id }) => id);
  const cleared = ids.reduce<Project>(
    (current, id) => withTrack(current, id, (track) => withShape(clearOutsideStretch(track, frame), frame, null)),
    project,
  );
  const left = new Set(cleared.tracks.map(({ id }) => id));
  return {
    project: cleared,
    corrections: ids.filter((id) => left.has(id)).map((trackId) => ({ trackId, frame })),
  };
}

/**
 * Pastes copied labels on a frame: onto their own objects where those still exist, and as new objects
 * otherwise.
 */
export function pasteLabels(project: Project, { frame, labels }: Command<'frame.paste'>): EditResult {
  checkFrame(project, frame);
  let current = project;
  const corrections: Correction[] = [];
  let created: TrackId | undefined;
  for (const { trackId, classId, drawn } of labels) {
    classOf(project, classId);
    const shape = drawnShape(drawn, project.video);
    const known = current.tracks.some(({ id }) => id === trackId);
    const id = trackId !== null && known ? trackId : nextTrackId(current);
    if (id !== trackId) {
      current = withTracks(current, [...current.tracks, { id, classId, shapes: { [String(frame)]: shape }, lost: [] }]);
      created = id;
    } else {
      current = withTrack(current, id, (track) => withShape(track, frame, shape));
    }
    corrections.push({ trackId: id, frame });
  }
  return { project: current, corrections, ...(created === undefined ? {} : { created }) };
}

function corrected(project: Project, correction: Correction): EditResult {
  return { project, corrections: project.tracks.some(({ id }) => id === correction.trackId) ? [correction] : [] };
}

/** Changes a shape without affecting other frames; a frame without a shape stays without. */
function withMark(
  project: Project,
  { trackId, frame }: { readonly trackId: TrackId; readonly frame: FrameIndex },
  change: (shape: Shape) => Shape,
): Project {
  const shape = trackOf(project, trackId).shapes[String(frame)];
  if (!shape || shape.outside) return project;
  const tracks = project.tracks.map((track) =>
    track.id === trackId ? { ...track, shapes: { ...track.shapes, [String(frame)]: change(shape) } } : track,
  );
  return { ...project, tracks };
}
