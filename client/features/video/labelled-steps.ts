import { labelledFramesOf, neighbourFrame } from '../../../core/review/labelled-frames.ts';
import type { Track } from '../../../core/schema/project.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { videoClient } from '../../video/video-client.ts';

/** A changed track is another object, so its frames are computed once: the key may be held. */
const framesOfTracks = new WeakMap<Track, readonly number[]>();

function framesOf(track: Track): readonly number[] {
  const frames = framesOfTracks.get(track) ?? labelledFramesOf(track);
  framesOfTracks.set(track, frames);
  return frames;
}

/**
 * Goes to the nearest frame after (`1`) or before (`-1`) the shown one with any shape, by the user or the
 * model.
 */
export function stepToLabelled(direction: 1 | -1): void {
  stepTo(useProjectStore.getState().project?.tracks.map(framesOf) ?? [], direction);
}

/** The same among the frames that the user labelled. */
export function stepToUserLabelled(direction: 1 | -1): void {
  stepTo([useProjectStore.getState().project?.labelledFrames ?? []], direction);
}

function stepTo(lists: readonly (readonly number[])[], direction: 1 | -1): void {
  const next = neighbourFrame(lists, videoClient.requestedFrame(), direction);
  if (next !== null) videoClient.seek(next);
}
