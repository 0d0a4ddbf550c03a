import { useMemo } from 'react';
import type { ImageBox } from '../../../core/schema/brands.ts';
import type { LabelClass, Shape, Track } from '../../../core/schema/project.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { ghostBox } from '../../lib/ghost-box.ts';
import { shapeOn, statusOn, type TrackStatus } from '../../lib/track-status.ts';
import { useVideoStore } from '../../lib/video-store.ts';

/** An object as it stands on the frame that is shown. */
export interface ObjectOnFrame {
  readonly track: Track;
  readonly labelClass: LabelClass;
  /** "dog 2": its class, and its number where it is needed to tell objects apart. */
  readonly name: string;
  readonly status: TrackStatus;
  /** Null where the object is lost, absent, or the frame was not processed. */
  readonly shape: Shape | null;
  /** On a frame between two processed ones: where the object is about. It is shown, never exported. */
  readonly ghost: ImageBox | null;
}

/** Every object of the project with its state on the shown frame. */
export function useObjectsOnFrame(): readonly ObjectOnFrame[] {
  const project = useProjectStore((state) => state.project);
  const rank = useVideoStore((state) => state.shown?.rank ?? 0);
  return useMemo(() => {
    if (!project) return [];
    const classes = new Map(project.classes.map((each) => [each.id, each]));
    return project.tracks.flatMap((track) => {
      const labelClass = classes.get(track.classId);
      if (!labelClass) return [];
      const shape = shapeOn(track, rank);
      const visible = shape && !shape.outside ? shape : null;
      const name = `${labelClass.name} ${track.id}`;
      return [{ track, labelClass, name, status: statusOn(track, rank), shape: visible, ghost: ghostBox(track, rank) }];
    });
  }, [project, rank]);
}
