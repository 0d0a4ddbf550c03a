import type { FrameIndex } from '../schema/brands.ts';
import { anchorFrames, sweepFrames, type Direction, type TrackPlan } from './plan.ts';

/** A visit to a frame and its purpose. */
export interface Visit {
  readonly frame: FrameIndex;
  readonly purpose: 'label' | Direction;
}

/** Labelled frames first, ascending, then the sweeps. Each visit gives one result. */
export function visitsOf(plans: readonly TrackPlan[]): Visit[] {
  const labelled = [...new Set(plans.flatMap((plan) => anchorFrames(plan)))].sort((a, b) => a - b);
  const visits = (frames: readonly FrameIndex[], purpose: Visit['purpose']) =>
    frames.map((frame) => ({ frame, purpose }));
  return [
    ...visits(labelled, 'label'),
    ...visits(sweepFrames(plans, 'forwards'), 'forwards'),
    ...visits(sweepFrames(plans, 'backwards'), 'backwards'),
  ];
}

/**
 * The frames that both sweeps visit to blend: their views take about 8 MB each until the second visit, so
 * only the first few are kept; the rest are encoded twice.
 *
 * @param coming the frames that will be visited: a frame that is visited only once is not kept
 */
export function framesToKeep(plans: readonly TrackPlan[], coming: readonly FrameIndex[]): Set<FrameIndex> {
  const times = new Map<FrameIndex, number>();
  for (const frame of coming) times.set(frame, (times.get(frame) ?? 0) + 1);
  const blended = plans.flatMap(({ tasks }) =>
    [...tasks].filter(([frame, { kind }]) => kind === 'blend' && (times.get(frame) ?? 0) > 1).map(([frame]) => frame),
  );
  return new Set([...new Set(blended)].sort((a, b) => b - a).slice(0, MAX_KEPT_VIEWS));
}
const MAX_KEPT_VIEWS = 16;
