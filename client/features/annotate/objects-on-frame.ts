import { useMemo } from 'react';
import { objectName } from '../../../core/project/object-name.ts';
import type { LabelClass, Project, Shape, Track } from '../../../core/schema/project.ts';
import { keepLatest } from '../../project/keep-latest.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { shapeOn, statusOn, type TrackStatus } from '../../project/track-status.ts';
import { useVideoStore } from '../../video/video-store.ts';

/** An object with its state on the shown frame. */
export interface ObjectOnFrame {
  readonly track: Track;
  readonly labelClass: LabelClass;
  /** "dog 2": its class, and its number where it is needed to tell objects apart. */
  readonly name: string;
  readonly status: TrackStatus;
  /** Null where the object is lost, outside, or unknown on the frame. */
  readonly shape: Shape | null;
}

/**
 * Every object of the project with its state on the shown frame. Unchanged objects keep their identity across
 * frames and edits.
 */
export function useObjectsOnFrame(): readonly ObjectOnFrame[] {
  const project = useProjectStore((state) => state.project);
  const rank = useVideoStore((state) => state.shown?.rank ?? 0);
  return useMemo(() => (project ? objectsOn(project, rank) : []), [project, rank]);
}

/** The latest state of each track. */
const seen = new WeakMap<Track, ObjectOnFrame>();

/** Several parts of the page ask for the objects of the same frame. */
const objectsOn = keepLatest((project: Project, rank: number): readonly ObjectOnFrame[] => {
  const classes = new Map(project.classes.map((each) => [each.id, each]));
  return project.tracks.flatMap((track) => {
    const labelClass = classes.get(track.classId);
    return labelClass ? [objectOn(track, labelClass, rank)] : [];
  });
});

function objectOn(track: Track, labelClass: LabelClass, rank: number): ObjectOnFrame {
  const known = shapeOn(track, rank);
  const shape = known && !known.outside ? known : null;
  const status = statusOn(track, rank);
  const before = seen.get(track);
  if (before?.labelClass === labelClass && before.shape === shape && before.status === status) return before;
  const object = { track, labelClass, name: objectName({ classes: [labelClass] }, track), status, shape };
  seen.set(track, object);
  return object;
}
