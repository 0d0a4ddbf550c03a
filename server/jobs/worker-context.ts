import type { Logger } from 'pino';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import { ForgeError } from '../../core/errors.ts';
import type { DatasetsService } from '../datasets/datasets.service.ts';
import { openStoredVideo } from '../../node/frames/stored-video.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { VideosService } from '../videos/videos.service.ts';
import type { JobLedger, Lease } from './job-ledger.ts';
import type { JobsRepo, JobRow } from './jobs.repo.ts';
import type { TasksRepo } from './tasks.repo.ts';
import type { WorkerModel } from './worker-model.ts';

/** The services, model and limits that a worker's tasks use. */
export interface WorkerContext {
  readonly ledger: JobLedger;
  readonly jobs: JobsRepo;
  readonly tasks: TasksRepo;
  readonly store: BlobStore;
  readonly videos: VideosService;
  readonly datasets: DatasetsService;
  readonly model: WorkerModel;
  readonly log: Logger;
  /** Parent of the work folders of all processes that work on jobs. */
  readonly workFolders: string;
  /** Length limit of a video, in seconds. */
  readonly videoSeconds: number;
  /** Most parts that a job is cut into. */
  readonly maxParts: number;
}

/** A task under way: its job and video, and the signal that stops it. */
export interface TaskRun {
  readonly lease: Lease;
  readonly job: JobRow;
  readonly frames: FrameSource;
  readonly signal: AbortSignal;
}

/**
 * Opens the video, which every kind of task needs, for as long as `work` runs. Throws `not_found` where it was
 * removed, and the errors of opening a video.
 */
export async function withJob(
  context: WorkerContext,
  lease: Lease,
  signal: AbortSignal,
  work: (run: TaskRun) => Promise<void>,
): Promise<void> {
  const job = await context.jobs.find(lease.task.job_id, null);
  if (!job) return;
  if (job.video_id === null) throw new ForgeError('not_found.job_video');
  const frames = await openStoredVideo(await context.videos.openForWork(job.video_id, job.user_id));
  try {
    await work({ lease, job, frames, signal });
  } finally {
    await frames.close();
  }
}
