import { labelStateOf, type LabelState } from '../../core/review/label-state.ts';
import type { Shape, Track } from '../../core/schema/project.ts';

/** The state of an object on one frame; `none` when nothing is known. */
export type TrackStatus = LabelState | 'none';

export function shapeOn(track: Track, frame: number): Shape | null {
  return track.shapes[String(frame)] ?? null;
}

export function statusOn(track: Track, frame: number): TrackStatus {
  const shape = shapeOn(track, frame);
  if (shape) return labelStateOf(shape);
  return track.lost.some((rank) => rank === frame) ? 'lost' : 'none';
}
