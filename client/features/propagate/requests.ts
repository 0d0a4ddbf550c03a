import type { FrameResult, PropagationRequest, PropagationTrack, UserLabel } from '../../../core/engine/types.ts';
import { correctionToRequest, projectToRequest } from '../../../core/project/propagation-request.ts';
import { frameIndex, type FrameIndex, type TrackId } from '../../../core/schema/brands.ts';
import type { Project } from '../../../core/schema/project.ts';
import type { Correction } from '../../lib/project-store.ts';

/**
 * What the engine has to do: everything, or only what the corrections affect (one request for all of them, so that objects share the work).
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export function requestFor(
  project: Project,
  timestamps: readonly number[],
  corrections: readonly Correction[] | 'all',
): PropagationRequest {
  if (corrections === 'all') return projectToRequest(project, timestamps);
  return joined(corrections.map((correction) => correctionToRequest(project, timestamps, correction)));
}

/** One request that does what several do: ranges of a track grow together, targets are the union. */
function joined(requests: readonly PropagationRequest[]): PropagationRequest {
  const tracks = new Map<TrackId, PropagationTrack>();
  for (const track of requests.flatMap((request) => request.tracks)) {
    const known = tracks.get(track.id);
    if (!known?.range || !track.range) {
      tracks.set(track.id, track);
      continue;
    }
    const from = frameIndex(Math.min(known.range.from, track.range.from));
    const to = frameIndex(Math.max(known.range.to, track.range.to));
    tracks.set(track.id, { ...track, range: { from, to } });
  }
  return { tracks: [...tracks.values()], targets: ascending(requests.flatMap((request) => request.targets)) };
}

/**
 * What is left of a request after some of its results have come: the targets that lack a result for some track that wants them. The last
 * masks found on each side of a gap go along as labels, so that the work resumes from where it stopped instead of from the user's labels.
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

const ascending = (frames: readonly FrameIndex[]) => [...new Set(frames)].sort((a, b) => a - b);
