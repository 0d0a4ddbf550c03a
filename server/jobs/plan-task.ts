import { cutRequest } from '../../core/engine/cut.ts';
import { planTracks } from '../../core/engine/plan.ts';
import { visitsOf } from '../../core/engine/visits.ts';
import type { JobDevice } from '../../core/schema/api/jobs.ts';
import { ForgeError } from '../../core/errors.ts';
import { hasSameFrames } from '../../core/project/same-video.ts';
import { putJson } from '../storage/json-blob.ts';
import { partKey } from './job-files.ts';
import { readOrder, requestOf } from './job-order.ts';
import type { TaskRun, WorkerContext } from './worker-context.ts';

/**
 * Plans a job: finds the frames to label and cuts them into parts. Throws `project_invalid` for labels of
 * another video, `quota_exceeded` for one that is too long.
 */
export async function planJob(context: WorkerContext, { lease, job, frames }: TaskRun): Promise<void> {
  // The model loads meanwhile, so the first frame comes sooner. A failure is reported below.
  const device = context.model.with((segmenter) => Promise.resolve(segmenter.info.backend as JobDevice));
  device.catch(() => undefined);
  const order = await readOrder(context.store, job.id);
  const { metadata } = frames;
  if (!hasSameFrames(metadata, order.project.video)) throw new ForgeError('project_invalid.sent_video');
  if (metadata.duration > context.videoSeconds) {
    const minutes = Math.floor(context.videoSeconds / 60);
    throw new ForgeError('quota_exceeded.video_length', { minutes });
  }
  const request = requestOf(order, frames.timestamps);
  const parts = request.tracks.length === 0 ? [] : cutRequest(request, context.maxParts);
  for (const [part, piece] of parts.entries()) await putJson(context.store, partKey(job.id, part), piece);
  const total = parts.reduce((sum, piece) => sum + visitsOf(planTracks(piece)).length, 0);
  await context.ledger.planned(lease, parts.length, total, await device);
}
