import type { Shape, Track } from '../../core/schema/project.ts';

/** Below this confidence a propagated label is marked as one to look at. */
export const LOW_CONFIDENCE = 0.6;

/** What is known of an object on one frame. */
export type TrackStatus = 'user' | 'propagated' | 'low' | 'lost' | 'outside' | 'none';

export function shapeOn(track: Track, frame: number): Shape | null {
  return track.shapes[String(frame)] ?? null;
}

export function statusOn(track: Track, frame: number): TrackStatus {
  const shape = shapeOn(track, frame);
  if (shape) return statusOf(shape);
  return track.lost.some((rank) => rank === frame) ? 'lost' : 'none';
}

export function statusOf(shape: Shape): TrackStatus {
  if (shape.outside) return 'outside';
  if (shape.source === 'user') return 'user';
  return shape.confidence < LOW_CONFIDENCE ? 'low' : 'propagated';
}
