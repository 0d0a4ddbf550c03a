import type { Logger } from 'pino';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import { ForgeError } from '../../core/errors.ts';
import type { DatasetsService } from '../datasets/datasets.service.ts';
import { openStoredVideo } from '../../node/frames/stored-video.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { getJson } from '../storage/json-blob.ts';
import type { VideosService } from '../videos/videos.service.ts';
import { orderKey } from './job-files.ts';
import type { JobLedger, Lease } from './job-ledger.ts';
import { jobOrderSchema, type JobOrder } from './job-order.ts';
import type { JobsRepo, JobRow } from './jobs.repo.ts';
import type { TasksRepo } from './tasks.repo.ts';
import type { WorkerModel } from './worker-model.ts';

/** What a worker works with. */
export interface WorkerContext {
  readonly ledger: JobLedger;
  readonly jobs: JobsRepo;
  readonly tasks: TasksRepo;
  readonly store: BlobStore;
  readonly videos: VideosService;
  readonly datasets: DatasetsService;
  readonly model: WorkerModel;
  readonly log: Logger;
  /** Where each process that works on jobs has a folder of its own. */
  readonly workFolders: string;
  /** Longest video that is taken, in seconds. */
  readonly videoSeconds: number;
  /** A job is cut into so many parts at most. */
  readonly maxParts: number;
}

/** A task under way: what it is part of, and when to stop. */
export interface TaskRun {
  readonly lease: Lease;
  readonly job: JobRow;
  readonly order: JobOrder;
  readonly frames: FrameSource;
  readonly signal: AbortSignal;
}

/** Opens what every kind of task needs, for as long as `work` runs. Throws `not_found` where the job's video is gone, and what opening a video throws. */
export async function withJob(
  context: WorkerContext,
  lease: Lease,
  signal: AbortSignal,
  work: (run: TaskRun) => Promise<void>,
): Promise<void> {
  const job = await context.jobs.find(lease.task.job_id, null);
  if (!job) return;
  if (job.video_id === null) throw new ForgeError('not_found', 'The video of this job was removed.');
  const order = await getJson(context.store, orderKey(job.id), jobOrderSchema);
  const frames = await openStoredVideo(await context.videos.openForWork(job.video_id, job.user_id));
  try {
    await work({ lease, job, order, frames, signal });
  } finally {
    await frames.close();
  }
}
