import { inBetweenOf, shapeInBetween, type InBetween } from '../../core/project/in-between.ts';
import { labelStateOf, type LabelState } from '../../core/review/label-state.ts';
import { stateWithoutShape } from '../../core/review/presence.ts';
import type { Shape, Track } from '../../core/schema/project.ts';
import { useVideoStore } from '../video/video-store.ts';
import { useProjectStore } from './project-store.ts';

/** The state of an object on one frame; `none` when nothing is known. */
export type TrackStatus = LabelState | 'none';

/** The shape of an object of the open project on a frame: the stored one, or where there is none the computed one. */
export function shapeOn(track: Track, frame: number): Shape | null {
  const stored = track.shapes[String(frame)];
  if (stored) return stored;
  const between = inBetweenNow();
  return between && shapeInBetween(track, frame, between);
}

/** Whether the object has a label on the frame that is computed from those around it, and not stored. */
export const isComputedOn = (track: Track, frame: number): boolean =>
  !(String(frame) in track.shapes) && shapeOn(track, frame) !== null;

export function statusOn(track: Track, frame: number): TrackStatus {
  const shape = shapeOn(track, frame);
  if (shape) return labelStateOf(shape);
  const { project } = useProjectStore.getState();
  return (project && stateWithoutShape(track, frame, project.video)) ?? 'none';
}

/** How labels of the open project are interpolated on frames in between; null where they are not. */
export function inBetweenNow(): InBetween | null {
  const { project } = useProjectStore.getState();
  return project && inBetweenOf(project, useVideoStore.getState().timestamps);
}

/** The same, for what is drawn. */
export function useInBetween(): InBetween | null {
  const project = useProjectStore((state) => state.project);
  const timestamps = useVideoStore((state) => state.timestamps);
  return project && inBetweenOf(project, timestamps);
}
