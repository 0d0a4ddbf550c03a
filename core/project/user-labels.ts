import { ForgeError } from '../errors.ts';
import { frameIndex, type FrameIndex, type ImageBox, type TrackId } from '../schema/brands.ts';
import type { FrameRange, Project, Shape, Track } from '../schema/project.ts';

/** Indices of the frames on which the user labelled a track or marked it as outside, ascending. */
export function userFrames(track: Track): FrameIndex[] {
  return Object.entries(track.shapes)
    .filter(([, shape]) => shape.source === 'user')
    .map(([key]) => frameIndex(Number(key)))
    .sort((a, b) => a - b);
}

/** The stretches of frames, inclusive, of outside marks with an end (`outsideTo`), ascending. */
export function absentStretches({ shapes }: Track): FrameRange[] {
  return Object.entries(shapes).flatMap(([key, { source, outside, outsideTo }]) =>
    source === 'user' && outside && outsideTo !== undefined
      ? [{ from: frameIndex(Number(key)), to: frameIndex(Math.max(Number(key), outsideTo)) }]
      : [],
  );
}

/**
 * Whether the user marked the object as absent on a frame: within a marked stretch, or after a mark without
 * an end and before the next label. A mark before all labels also covers the frames before it, as in the
 * engine's plan.
 */
export function isMarkedAbsent(track: Track): (rank: number) => boolean {
  const stretches = absentStretches(track);
  const marks = Object.entries(track.shapes)
    .filter(([, { source, outsideTo }]) => source === 'user' && outsideTo === undefined)
    .map(([key, { outside }]) => ({ rank: Number(key), outside }));
  return (rank) =>
    stretches.some(({ from, to }) => rank >= from && rank <= to) ||
    (marks.findLast((mark) => mark.rank <= rank) ?? marks[0])?.outside === true;
}

/**
 * The frames that a change of a track's label on `frame` can affect, inclusive: from after the user's
 * previous label of that track to before the next one, or to the end of the video on a side without one. The
 * frame itself need not have a label (one was removed).
 * Labels are propagated across outside marks with an end, so such a mark does not end the range.
 */
export function affectedRange(
  project: Project,
  trackId: TrackId,
  frame: FrameIndex,
): { from: FrameIndex; to: FrameIndex } {
  const track = trackOf(project, trackId);
  const labels = userFrames(track).filter((rank) => track.shapes[String(rank)]?.outsideTo === undefined);
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
  if (!track) throw new ForgeError('project_invalid.no_object', { number: trackId });
  return track;
}

/** A shape drawn by the user. */
export function userShape(box: ImageBox, outside: boolean): Shape {
  return { box, source: 'user', confidence: 1, outside, occluded: false };
}
