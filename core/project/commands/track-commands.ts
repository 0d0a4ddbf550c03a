import { ForgeError } from '../../errors.ts';
import { frameIndex, type FrameIndex } from '../../schema/brands.ts';
import type { Project, Track } from '../../schema/project.ts';
import { trackOf, userFrames } from '../user-labels.ts';
import { classOf } from './class-commands.ts';
import type { EditCommand, EditResult } from './command.ts';
import { checkFrame, drawnShape, keepFrames, nextTrackId, toUserShape, withTrack, withTracks } from './edit-track.ts';

type Command<T extends EditCommand['type']> = Extract<EditCommand, { type: T }>;

/** A new object, labelled on one frame. */
export function addTrack(project: Project, { classId, frame, drawn }: Command<'track.add'>): EditResult {
  checkFrame(project, frame);
  classOf(project, classId);
  const id = nextTrackId(project);
  const track: Track = { id, classId, shapes: { [String(frame)]: drawnShape(drawn, project.video) }, lost: [] };
  return {
    project: withTracks(project, [...project.tracks, track]),
    corrections: [{ trackId: id, frame }],
    created: id,
  };
}

export function setTrackClass(project: Project, { trackId, classId }: Command<'track.setClass'>): Project {
  classOf(project, classId);
  if (trackOf(project, trackId).classId === classId) return project;
  return { ...project, tracks: project.tracks.map((track) => (track.id === trackId ? { ...track, classId } : track)) };
}

/**
 * Chooses whether a box drawn wider than the object is kept so on all frames. It changes the boxes beyond labels:
 * those before and after a label without another one on that side.
 */
export function setKeepMargins(
  project: Project,
  { trackId, keepMargins }: Command<'track.setKeepMargins'>,
): EditResult {
  const track = trackOf(project, trackId);
  if ((track.keepMargins ?? false) === keepMargins) return { project, corrections: [] };
  const { keepMargins: _, ...others } = track;
  const changed = keepMargins ? { ...others, keepMargins } : others;
  const tracks = project.tracks.map((each) => (each === track ? changed : each));
  return { project: { ...project, tracks }, corrections: edgeLabels(track).map((frame) => ({ trackId, frame })) };
}

/** The frames of the user's labels that have no other one before them, or behind them. */
function edgeLabels(track: Track): FrameIndex[] {
  const marks = userFrames(track).filter((rank) => track.shapes[String(rank)]?.outsideTo === undefined);
  const isDrawnOn = (rank: FrameIndex | undefined) => rank !== undefined && !track.shapes[String(rank)]?.outside;
  return marks.filter((rank, at) => isDrawnOn(rank) && !(isDrawnOn(marks[at - 1]) && isDrawnOn(marks[at + 1])));
}

export function removeTrack(project: Project, { trackId }: Command<'track.remove'>): Project {
  trackOf(project, trackId);
  return withTracks(
    project,
    project.tracks.filter(({ id }) => id !== trackId),
  );
}

/**
 * Deletes an object from a frame on (`after`, that frame included) or before it. The nearest remaining label
 * stays as it is; where it was propagated it becomes the user's, so that the object is not removed with the
 * labels that it was propagated from.
 */
export function trimTrack(project: Project, { trackId, frame, side }: Command<'track.trim'>): Project {
  const keeps = (rank: number) => (side === 'after' ? rank < frame : rank >= frame);
  const kept = ownBeginning(keepFrames(trackOf(project, trackId), keeps));
  return withTrack(project, trackId, () => kept);
}

/** Splits off a new object from this frame on. Both parts keep their labels. */
export function splitTrack(project: Project, { trackId, frame }: Command<'track.split'>): EditResult {
  const track = trackOf(project, trackId);
  const before = ownBeginning(keepFrames(track, (rank) => rank < frame));
  const after = ownBeginning(keepFrames(track, (rank) => rank >= frame));
  if (!isDrawn(before) || !isDrawn(after)) throw new ForgeError('project_invalid.not_splittable');
  const id = nextTrackId(project);
  const first = withTrack(project, trackId, () => before);
  const both = withTracks(first, [...first.tracks, { ...after, id }]);
  return { project: withTrack(both, id, (each) => each), corrections: [], created: id };
}

/**
 * Merges two tracks of the same object. Where both have a label, the user's own wins, and that of `into`
 * otherwise.
 */
export function mergeTracks(project: Project, { from, into }: Command<'track.merge'>): Project {
  if (from === into) return project;
  const [source, target] = [trackOf(project, from), trackOf(project, into)];
  const shapes = { ...target.shapes };
  for (const [key, shape] of Object.entries(source.shapes)) {
    const there = shapes[key];
    if (!there || there.outside || (shape.source === 'user' && !shape.outside && there.source !== 'user'))
      shapes[key] = shape;
  }
  const lost = [...new Set([...target.lost, ...source.lost])].filter((rank) => !(String(rank) in shapes));
  const interpolated = [...(target.interpolated ?? []), ...(source.interpolated ?? [])];
  const merged: Track = {
    ...target,
    shapes,
    lost: lost.sort((a, b) => a - b),
    ...outdatedOfBoth(source, target),
    ...(interpolated.length > 0 ? { interpolated } : {}),
  };
  return withTrack(removeTrack(project, { type: 'track.remove', trackId: from }), into, () => merged);
}

/** The frames on which the shape or the loss of one of two tracks is outdated. */
function outdatedOfBoth(...tracks: readonly Track[]): Pick<Track, 'outdated'> {
  const frames = new Set(tracks.flatMap(({ outdated }) => outdated ?? []));
  return frames.size > 0 ? { outdated: [...frames].sort((a, b) => a - b) } : {};
}

/**
 * Moves the object in a straight line between two labels of the user, for objects that the model cannot find.
 */
export function interpolateTrack(project: Project, { trackId, range }: Command<'track.interpolate'>): Project {
  const track = trackOf(project, trackId);
  for (const end of [range.from, range.to]) {
    const shape = track.shapes[String(end)];
    if (shape?.source !== 'user' || shape.outside) throw new ForgeError('project_invalid.interpolation_ends');
  }
  const others = (track.interpolated ?? []).filter(({ from, to }) => to <= range.from || from >= range.to);
  const cleared = keepFrames(
    track,
    (rank) => rank <= range.from || rank >= range.to || track.shapes[String(rank)]?.source === 'user',
  );
  return withTrack(project, trackId, () => ({ ...cleared, interpolated: [...others, range] }));
}

/** Propagates the object between these frames again, instead of interpolating it. */
export function propagateTrack(project: Project, { trackId, range }: Command<'track.propagate'>): EditResult {
  const changed = withTrack(project, trackId, (track) => {
    const spans = (track.interpolated ?? []).filter(({ from, to }) => to <= range.from || from >= range.to);
    return { ...track, interpolated: spans };
  });
  return { project: changed, corrections: [{ trackId, frame: frameIndex(range.from) }] };
}

const isDrawn = ({ shapes }: Track) =>
  Object.values(shapes).some(({ source, outside }) => source === 'user' && !outside);

/** The part of a track that was split from its user labels: its first label becomes the user's own. */
function ownBeginning(track: Track): Track {
  if (isDrawn(track)) return track;
  const first = Object.entries(track.shapes).find(([, shape]) => !shape.outside);
  if (!first) return track;
  const [key, shape] = first;
  return { ...track, shapes: { ...track.shapes, [key]: toUserShape(shape) } };
}
