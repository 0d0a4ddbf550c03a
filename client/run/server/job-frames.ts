import { isRemoved, type RemovedLabels } from '../../../core/project/removed-labels.ts';
import type { JobChanges, JobFrame } from '../../../core/schema/api/jobs.ts';
import { decodePicture } from '../../video/picture.ts';
import { useVideoStore } from '../../video/video-store.ts';
import type { LabelFeed } from '../label-feed.ts';
import { liveView } from '../live-picture-store.ts';
import type { Run } from '../run.ts';

/**
 * Adds the frames that a job has finished to the project, and shows the picture of the newest one.
 *
 * @param removed labels that the user removed since the job was sent
 */
export function applyJobFrames(
  run: Run,
  feed: LabelFeed,
  { job, frames }: JobChanges,
  removed: readonly RemovedLabels[],
): void {
  const { timestamps } = useVideoStore.getState();
  const progress = {
    framesDone: job.done,
    framesTotal: job.total ?? job.done,
    framesPerSecond: job.framesPerSecond ?? 0,
    secondsLeft: job.secondsLeft,
  };
  for (const { frame, tracks } of frames) {
    if (frame >= timestamps.length) continue;
    const kept = tracks.filter(({ trackId }) => !isRemoved(removed, trackId, frame));
    feed.add({ frame, timestamp: timestamps[frame] ?? 0, tracks: kept, progress });
  }
  const pictured = frames.findLast(({ picture }) => picture !== null);
  if (pictured && run.isCurrent() && !run.signal.aborted) void showPicture(pictured);
}

async function showPicture({ frame, tracks, picture: base64 }: JobFrame): Promise<void> {
  if (base64 === null) return;
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    await liveView.showDecoded(() => decodePicture(new Blob([bytes], { type: 'image/webp' })), { frame, tracks });
  } catch (error) {
    // The labels are stored all the same.
    console.warn('A picture of the job could not be shown.', error);
  }
}
