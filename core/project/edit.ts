import { clipBox } from '../export/plan.ts';
import { ForgeError } from '../errors.ts';
import { frameIndex, imageBox, type FrameIndex, type ImageBox, type TrackId } from '../schema/brands.ts';
import type { Project, Shape, Track } from '../schema/project.ts';

/** A user's box on one frame: the mask that belonged to an earlier box goes. The box is clipped to the frame. Throws `prompt_outside_frame`. */
export function setUserBox(project: Project, trackId: TrackId, frame: FrameIndex, box: ImageBox): Project {
  const { width, height } = project.video;
  const clipped = clipBox(box, width, height);
  if (!clipped) throw new ForgeError('prompt_outside_frame', 'The box lies outside the frame.');
  return withUserShape(project, trackId, frame, userShape(clipped, false));
}

/** The user says that the object is not on this frame: its track ends here until another label starts it again. */
export function setUserOutside(project: Project, trackId: TrackId, frame: FrameIndex): Project {
  return withUserShape(project, trackId, frame, userShape(imageBox(0, 0, 0, 0), true));
}

/** Takes back what the user said of an object on one frame. A frame on which nothing of the user's is left is no labelled frame any more. */
export function removeUserShape(project: Project, trackId: TrackId, frame: FrameIndex): Project {
  const key = String(frame);
  const tracks = project.tracks.map((track) => {
    if (track.id !== trackId || track.shapes[key]?.source !== 'user') return track;
    return { ...track, shapes: Object.fromEntries(Object.entries(track.shapes).filter(([each]) => each !== key)) };
  });
  const stillLabelled = tracks.some((track) => track.shapes[key]?.source === 'user');
  const labelledFrames = stillLabelled
    ? project.labelledFrames
    : project.labelledFrames.filter((rank) => rank !== frame);
  return { ...project, tracks, labelledFrames };
}

/** Ranks of the frames on which the user said something of a track, ascending. */
export function userFrames(track: Track): FrameIndex[] {
  return Object.entries(track.shapes)
    .filter(([, shape]) => shape.source === 'user')
    .map(([key]) => frameIndex(Number(key)))
    .sort((a, b) => a - b);
}

/**
 * The frames that a change of a track's label on `frame` can affect, inclusive: from behind the user's previous label of that track to
 * before the next one, or to the end of the video on a side without one. The frame itself need not have a label (one was removed).
 */
export function affectedRange(
  project: Project,
  trackId: TrackId,
  frame: FrameIndex,
): { from: FrameIndex; to: FrameIndex } {
  const track = trackOf(project, trackId);
  const labels = userFrames(track);
  const before = labels.findLast((rank) => rank < frame);
  const after = labels.find((rank) => rank > frame);
  return {
    from: frameIndex(before === undefined ? 0 : before + 1),
    to: frameIndex((after ?? project.video.frameCount) - 1),
  };
}

/** Throws `project_invalid` for a track that does not exist. */
export function trackOf(project: Project, trackId: TrackId): Track {
  const track = project.tracks.find(({ id }) => id === trackId);
  if (!track) throw new ForgeError('project_invalid', `The project has no object number ${trackId}.`);
  return track;
}

/** A shape as the user makes it. */
export function userShape(box: ImageBox, outside: boolean): Shape {
  return { box, source: 'user', confidence: 1, outside, occluded: false };
}

function withUserShape(project: Project, trackId: TrackId, frame: FrameIndex, shape: Shape): Project {
  if (frame >= project.video.frameCount) throw new ForgeError('frame_out_of_range', `The video has no frame ${frame}.`);
  const edited = trackOf(project, trackId);
  const replacement: Track = {
    ...edited,
    shapes: { ...edited.shapes, [String(frame)]: shape },
    lost: edited.lost.filter((rank) => rank !== frame),
  };
  return {
    ...project,
    tracks: project.tracks.map((track) => (track === edited ? replacement : track)),
    labelledFrames: withFrame(project.labelledFrames, frame),
  };
}

function withFrame(frames: readonly FrameIndex[], frame: FrameIndex): FrameIndex[] {
  return [...new Set([...frames, frame])].sort((a, b) => a - b);
}
