import type { FrameIndex } from '../schema/brands.ts';
import type { TrackPlan } from './plan.ts';
import type { TrackResult } from './types.ts';

/** The results on each frame with objects that the user marked as outside. */
export function outsideResults(plans: readonly TrackPlan[]): [FrameIndex, TrackResult[]][] {
  const frames = new Map<FrameIndex, TrackResult[]>();
  for (const { track, tasks } of plans) {
    for (const [frame, task] of tasks) {
      if (task.kind !== 'outside') continue;
      const result: TrackResult = { trackId: track.id, state: 'outside', box: null, mask: null, confidence: 1 };
      frames.set(frame, [...(frames.get(frame) ?? []), result]);
    }
  }
  return [...frames];
}
