import { planTracks } from '../engine/plan.ts';
import type { PropagationRequest } from '../engine/types.ts';
import { frameIndex, type FrameIndex } from '../schema/brands.ts';
import type { Project, Track } from '../schema/project.ts';

/**
 * The project with what a request is about to find again marked as outdated: shapes that an earlier run found, and
 * frames on which it lost the object. Each result of a run removes the mark of its frame.
 */
export function markOutdated(project: Project, request: PropagationRequest): Project {
  const plans = new Map(planTracks(request).map((plan) => [plan.track.id, plan.tasks]));
  const tracks = project.tracks.map((track) => {
    const wanted = [...(plans.get(track.id)?.keys() ?? [])].filter(isFoundOf(track));
    const outdated = new Set<number>([...(track.outdated ?? []), ...wanted]);
    if (outdated.size === (track.outdated?.length ?? 0)) return track;
    return { ...track, outdated: [...outdated].sort((a, b) => a - b).map(frameIndex) };
  });
  return { ...project, tracks };
}

/** The frames of a track whose shape or loss is outdated and would still be changed by a run. */
export function outdatedFrames(track: Track): FrameIndex[] {
  return (track.outdated ?? []).filter(isFoundOf(track));
}

/** Whether what is known of a frame comes from a run, and a later run may change it. */
function isFoundOf({ shapes, lost }: Track): (frame: FrameIndex) => boolean {
  const losses = new Set(lost);
  return (frame) => {
    const shape = shapes[String(frame)];
    return shape ? shape.source === 'propagated' && !shape.verified : losses.has(frame);
  };
}
