import type { FrameIndex } from '../schema/brands.ts';
import { orderOutwards } from './outward-order.ts';
import { anchorFrames, planTracks, sweepFrames, type Direction, type TrackPlan } from './plan.ts';
import type { PropagationRequest } from './types.ts';

/** A visit to a frame and its purpose. */
export interface Visit {
  readonly frame: FrameIndex;
  readonly purpose: 'label' | Direction;
}

/**
 * Labelled frames first, then the sweeps. Each visit gives one result.
 *
 * @param around where given, the same visits in the order outwards from this frame: labels by their distance, sweeps
 * by `orderOutwards`; otherwise labels ascending, then forwards, then backwards
 */
export function visitsOf(plans: readonly TrackPlan[], around?: FrameIndex): Visit[] {
  const labelled = [...new Set(plans.flatMap((plan) => anchorFrames(plan)))].sort((a, b) =>
    around === undefined ? a - b : Math.abs(a - around) - Math.abs(b - around) || a - b,
  );
  const labels = labelled.map((frame): Visit => ({ frame, purpose: 'label' }));
  if (around !== undefined) return [...labels, ...orderOutwards(plans, around)];
  const sweep = (purpose: Direction) => sweepFrames(plans, purpose).map((frame): Visit => ({ frame, purpose }));
  return [...labels, ...sweep('forwards'), ...sweep('backwards')];
}

/** The frames that a request visits, each once, in the order outwards from a frame. */
export function framesOutwards(request: PropagationRequest, around: FrameIndex): FrameIndex[] {
  return [...new Set(visitsOf(planTracks(request), around).map(({ frame }) => frame))];
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
