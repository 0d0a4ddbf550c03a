import type { FrameResult, PropagationRequest, PropagationTrack, UserLabel } from '../engine/types.ts';
import { correctionsToRequest, missingToRequest, projectToRequest } from './propagation-request.ts';
import type { FrameIndex, TrackId } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';
import type { Correction } from './commands/command.ts';

/**
 * The kind of a run: labels on every frame, only the frames that corrections affect, or a dataset with all
 * that it needs.
 */
export type RunKind = 'labels' | 'corrections' | 'dataset';

/** The input that determines a run's work: the same basis gives the same request. */
export interface RunBasis {
  /** As it is used: without the labelled frames that are left out. */
  readonly project: Project;
  /** Presentation timestamps of all frames in seconds. */
  readonly timestamps: readonly number[];
  readonly corrections: readonly Correction[];
  /** Labelled frames that are not used. */
  readonly leftOut: ReadonlySet<FrameIndex>;
}

/**
 * The engine's request for a run: everything, only what the corrections affect (one request for all of them,
 * so that objects share the work), or, for a dataset, what corrections affect and what is missing.
 */
export function buildRunRequest(
  kind: RunKind,
  { project, timestamps, corrections, leftOut }: RunBasis,
): PropagationRequest {
  const tracks = new Set(project.tracks.map(({ id }) => id));
  const known = corrections.filter(({ trackId }) => tracks.has(trackId));
  if (kind === 'dataset') return missingToRequest(project, timestamps, known, leftOut);
  const request =
    kind === 'labels' ? projectToRequest(project, timestamps) : correctionsToRequest(project, timestamps, known);
  return { ...request, targets: request.targets.filter((rank) => !leftOut.has(rank)) };
}

/**
 * The rest of a request after some of its results: the targets that lack a result for some track that wants
 * them. The last masks found on each side of a gap are added as labels, so that the work resumes from where
 * it stopped instead of from the user's labels.
 * Null where nothing is left.
 */
export function resumeRequest(request: PropagationRequest, results: readonly FrameResult[]): PropagationRequest | null {
  const done = new Map<TrackId, Map<FrameIndex, FrameResult['tracks'][number]>>();
  for (const { frame, tracks } of results) {
    for (const track of tracks) {
      const byFrame = done.get(track.trackId) ?? new Map<FrameIndex, FrameResult['tracks'][number]>();
      done.set(track.trackId, byFrame.set(frame, track));
    }
  }
  const wants = ({ range }: PropagationTrack, frame: FrameIndex) =>
    !range || (frame >= range.from && frame <= range.to);
  const lacks = (track: PropagationTrack, frame: FrameIndex) => wants(track, frame) && !done.get(track.id)?.has(frame);
  const targets = request.targets.filter((frame) => request.tracks.some((track) => lacks(track, frame)));
  if (targets.length === 0) return null;
  const tracks = request.tracks
    .filter((track) => targets.some((frame) => lacks(track, frame)))
    .map((track) => {
      const gap = targets.filter((frame) => lacks(track, frame));
      const found = [...(done.get(track.id) ?? [])].sort(([a], [b]) => a - b);
      return { ...track, labels: withFound(track.labels, found, gap) };
    });
  return { tracks, targets };
}

function withFound(
  labels: readonly UserLabel[],
  found: readonly (readonly [FrameIndex, FrameResult['tracks'][number]])[],
  gap: readonly FrameIndex[],
): UserLabel[] {
  const first = gap[0] ?? 0;
  const last = gap.at(-1) ?? first;
  const usable = found.flatMap(([frame, { state, box, mask }]) =>
    state === 'propagated' && box && mask ? [{ frame, box, mask }] : [],
  );
  const beside = [usable.findLast(({ frame }) => frame < first), usable.find(({ frame }) => frame > last)];
  const added = beside.flatMap((label) => (label && labels.every(({ frame }) => frame !== label.frame) ? [label] : []));
  return [...labels, ...added].sort((a, b) => a.frame - b.frame);
}
