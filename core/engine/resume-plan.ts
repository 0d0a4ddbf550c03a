import { ForgeError } from '../errors.ts';
import type { FrameIndex, TrackId } from '../schema/brands.ts';
import type { EngineCheckpoint, TrackCheckpoint } from './checkpoint.ts';
import type { Grid } from './label-map.ts';
import type { StoredFrame } from './matching/matcher.ts';
import { passEndpoints, planTracks, type TrackPlan } from './plan.ts';
import { outsideResults } from './outside-results.ts';
import type { PropagationRequest } from './types.ts';
import { visitsOf, type Visit } from './visits.ts';

/** The state from before that the rest of a run needs. */
export interface ResumePlan {
  /** Frames to encode again, ascending. */
  readonly frames: readonly FrameIndex[];
  /** For each track the labelled frames whose anchors are computed again. */
  readonly anchors: ReadonlyMap<TrackId, ReadonlySet<FrameIndex>>;
  /** Without passes that have ended. */
  readonly tracks: readonly TrackCheckpoint[];
}

/** A frame that was encoded again to rebuild memories. */
export interface RestoredFrame {
  readonly features: StoredFrame;
  readonly grid: Grid;
}

/** Whether a run of the request had given all its results at a checkpoint. */
export function isComplete(request: PropagationRequest, { results }: EngineCheckpoint): boolean {
  const plans = planTracks(request);
  return results >= outsideResults(plans).length + visitsOf(plans).length;
}

/**
 * Throws `internal` for checkpoints of other tracks or labels.
 *
 * @param done visits that were made before, of all `visits`
 */
export function planResume(
  plans: readonly TrackPlan[],
  visits: readonly Visit[],
  done: number,
  checkpoints: readonly TrackCheckpoint[],
): ResumePlan {
  for (const checkpoint of checkpoints) mustBelong(checkpoint, plans);
  const made = new Set(visits.slice(0, done).flatMap(({ frame, purpose }) => (purpose === 'label' ? [frame] : [])));
  const frames = new Set<FrameIndex>();
  const anchors = new Map<TrackId, Set<FrameIndex>>();
  const tracks: TrackCheckpoint[] = [];
  for (const plan of plans) {
    const { id } = plan.track;
    const { labels, starts } = labelsOfRest(plan, visits, done);
    const again = new Set([...labels].filter((frame) => made.has(frame)));
    anchors.set(id, again);
    for (const frame of again) frames.add(frame);
    const track = checkpoints.find(({ trackId }) => trackId === id);
    if (!track) continue;
    const pass = track.pass && starts.has(track.pass.from) ? track.pass : null;
    for (const { frame } of pass?.remembered ?? []) frames.add(frame);
    tracks.push({ ...track, pass });
  }
  return { frames: [...frames].sort((a, b) => a - b), anchors, tracks };
}

function mustBelong({ trackId, pass }: TrackCheckpoint, plans: readonly TrackPlan[]): void {
  const labels = plans.find(({ track }) => track.id === trackId)?.track.labels ?? [];
  const ends = pass ? [pass.from, ...(pass.other === null ? [] : [pass.other])] : [];
  const isLabelled = (frame: FrameIndex) => labels.some((label) => label.frame === frame && !label.outside);
  if (labels.length === 0 || !ends.every(isLabelled))
    throw new ForgeError('internal.detail', { detail: 'The saved state belongs to other labels than these.' });
}

/**
 * The labels that the rest of the visits needs of a track, and those from which the current sweep still
 * propagates it.
 */
function labelsOfRest({ tasks }: TrackPlan, visits: readonly Visit[], done: number) {
  const labels = new Set<FrameIndex>();
  const starts = new Set<FrameIndex>();
  const underWay = visits[done - 1]?.purpose;
  for (const { frame, purpose } of visits.slice(done)) {
    const task = tasks.get(frame);
    const ends = task && purpose !== 'label' ? passEndpoints(frame, task, purpose) : null;
    if (!ends) continue;
    labels.add(ends.near);
    if (ends.far !== null) labels.add(ends.far);
    if (purpose === underWay) starts.add(ends.near);
  }
  return { labels, starts };
}
