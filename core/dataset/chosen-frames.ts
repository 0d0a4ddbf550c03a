import type { FrameIndex } from '../schema/brands.ts';
import type { Project, Shape, Track } from '../schema/project.ts';

/**
 * The project as if the user had never labelled some frames: those frames are unknown, and objects that
 * were drawn on them alone are removed. Shapes that were propagated or interpolated on other frames stay.
 * With nothing left out it is the same project.
 *
 * @param leftOut indices of labelled frames; other indices in it change nothing
 */
export function withoutLabelledFrames(project: Project, leftOut: ReadonlySet<FrameIndex>): Project {
  const labelledFrames = project.labelledFrames.filter((rank) => !leftOut.has(rank));
  if (labelledFrames.length === project.labelledFrames.length) return project;
  const removed = new Set<number>(project.labelledFrames.filter((rank) => leftOut.has(rank)));
  const tracks = project.tracks.map((track) => withoutFrames(track, removed)).filter(isDrawn);
  return { ...project, tracks, labelledFrames };
}

function withoutFrames(track: Track, removed: ReadonlySet<number>): Track {
  const isKnown = [...removed].some((rank) => String(rank) in track.shapes) || track.lost.some((r) => removed.has(r));
  if (!isKnown) return track;
  const shapes = Object.entries(track.shapes).filter(([key]) => !removed.has(Number(key)));
  return {
    ...track,
    shapes: Object.fromEntries<Shape>(shapes),
    lost: track.lost.filter((rank) => !removed.has(rank)),
  };
}

/** An object without a label of the user has nothing to be propagated from. */
const isDrawn = ({ shapes }: Track) => Object.values(shapes).some((s) => s.source === 'user' && !s.outside);
