import { sampleFrames } from '../engine/sampling.ts';
import type { PropagationRequest, PropagationTrack, UserLabel } from '../engine/types.ts';
import type { FrameIndex, TrackId } from '../schema/brands.ts';
import type { Project, Track } from '../schema/project.ts';
import { affectedRange, trackOf, userFrames } from './edit.ts';

/**
 * What the engine is to do for a whole project: carry every track that has a label of the user's with a box through the sampled frames.
 *
 * @param timestamps presentation timestamps of all frames in seconds
 */
export function projectToRequest(project: Project, timestamps: readonly number[]): PropagationRequest {
  return {
    tracks: project.tracks.map(propagationTrack).filter(isStarted),
    targets: sampleFrames(timestamps, project.sampling),
  };
}

/**
 * What the engine is to do after the user's label of one track on one frame was set, moved or removed: only the frames that it affects.
 * Every label of the track goes along, since each is memory.
 */
export function correctionToRequest(
  project: Project,
  timestamps: readonly number[],
  correction: { readonly trackId: TrackId; readonly frame: FrameIndex },
): PropagationRequest {
  const range = affectedRange(project, correction.trackId, correction.frame);
  const track = { ...propagationTrack(trackOf(project, correction.trackId)), range };
  const targets = sampleFrames(timestamps, project.sampling).filter((rank) => rank >= range.from && rank <= range.to);
  return { tracks: [track].filter(isStarted), targets };
}

function propagationTrack(track: Track): PropagationTrack {
  const labels = userFrames(track).flatMap((frame): UserLabel[] => {
    const shape = track.shapes[String(frame)];
    if (!shape) return [];
    if (shape.outside) return [{ frame, box: shape.box, outside: true }];
    return [{ frame, box: shape.box, ...(shape.mask && shape.maskSource === 'user' ? { mask: shape.mask } : {}) }];
  });
  return { id: track.id, labels };
}

/** A track of which the user only said where it is not has nothing to start from. */
const isStarted = (track: PropagationTrack) => track.labels.some((label) => !label.outside);
