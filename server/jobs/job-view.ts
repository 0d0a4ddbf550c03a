import type { Job, JobFrame } from '../../core/schema/api/jobs.ts';
import type { JobRow } from './jobs.repo.ts';
import type { FrameRow } from './tasks.repo.ts';

const PRIORITIES = ['low', 'normal', 'high'] as const;

export const priorityNumber = (priority: Job['priority']): number => PRIORITIES.indexOf(priority) - 1;

/** The owner's view of a job. */
export function jobOf(row: JobRow): Job {
  const { total, done, frames_per_second: rate } = row;
  const left = rate !== null && rate > 0 && total !== null ? Math.max(0, total - done) / rate : null;
  return {
    id: row.id,
    name: row.name,
    videoName: row.video_name,
    videoId: row.video_id,
    projectRef: row.project_ref,
    batchId: row.batch_id,
    kind: row.kind,
    state: row.state,
    stage: row.stage,
    priority: PRIORITIES[row.priority + 1] ?? 'normal',
    done,
    total,
    framesPerSecond: rate,
    secondsLeft: left,
    device: row.device,
    reason: row.reason_code === null ? null : { code: row.reason_code, message: row.reason ?? '', ...row.error },
    datasetId: row.dataset_id,
    revision: row.revision,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

export const frameOf = ({ revision, frame, result, picture }: FrameRow): JobFrame => ({
  revision,
  frame,
  tracks: result,
  picture: picture && Buffer.from(picture).toString('base64'),
});
