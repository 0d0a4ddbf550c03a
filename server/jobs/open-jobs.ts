import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ServerConfig } from '../config.ts';
import type { DatasetsService } from '../datasets/datasets.service.ts';
import type { Database } from '../db/database.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { VideosService } from '../videos/videos.service.ts';
import { JobFeed } from './job-feed.ts';
import { JOBS_PREFIX, jobIdOfKey } from './job-files.ts';
import { JobLedger } from './job-ledger.ts';
import { JobQueue } from './job-queue.ts';
import { JobsRepo } from './jobs.repo.ts';
import { JobsService, type LocalWorker } from './jobs.service.ts';
import { TasksRepo } from './tasks.repo.ts';
import { Worker } from './worker.ts';
import { WorkerModel } from './worker-model.ts';
import { WorkersRepo } from './workers.repo.ts';

export interface JobsParts {
  readonly config: ServerConfig;
  readonly database: Database;
  readonly store: BlobStore;
  readonly videos: VideosService;
  readonly datasets: DatasetsService;
  readonly log: Logger;
}

/** The jobs of one process: what people ask of them, and the worker where it has one. */
export interface OpenJobs {
  readonly service: JobsService;
  readonly feed: JobFeed;
  /** Gives back what is under way and takes nothing more. Idempotent. */
  drain(): Promise<void>;
  /** Before the database closes. */
  close(): Promise<void>;
}

/** A job's parts run at once where there are workers for them; more of them would only encode labelled frames more often. */
const MAX_PARTS = 8;
const FORGET_FRAMES_SECONDS = 3600;
const SWEEP_MILLISECONDS = 10 * 60_000;

/** Opens the queue, removes what a crash left, and starts the worker that the settings ask for. */
export async function openJobs(parts: JobsParts): Promise<OpenJobs> {
  const { config, database, store, videos, log } = parts;
  const { knex } = database;
  const queue = await JobQueue.open(database, log);
  const jobs = new JobsRepo(knex);
  const workers = new WorkersRepo(knex);
  let worker: Worker | null = null;
  const model = new WorkerModel(config.worker, log);
  const local: LocalWorker = {
    nudge: () => worker?.nudge(),
    drop: (jobId) => worker?.drop(jobId),
    warmUp: () => void model.warmUp().catch((error: unknown) => log.warn({ err: error }, 'the model was not measured')),
  };
  const hasWorker = config.worker.slots > 0;
  const onChange = (): void => feed.nudge();
  const service = new JobsService({
    knex,
    queue,
    store,
    videos,
    workers,
    limits: config.videos,
    openJobs: config.openJobs,
    worker: hasWorker ? local : null,
    onChange,
  });
  const feed: JobFeed = new JobFeed(jobs, service, log);
  const ledger = new JobLedger(knex, queue, () => {
    onChange();
    local.nudge();
  });
  // Alone on its database, whatever is said to be running is what a crash left.
  if (database.kind === 'embedded') await ledger.recoverLost(-1);
  await removeOrphans(jobs, store, database.kind === 'embedded' ? 0 : SWEEP_MILLISECONDS);
  if (hasWorker) {
    worker = new Worker(workerContext(parts, { ledger, jobs, model }), workers, config.worker.slots, config.leases);
    await worker.start();
  }
  const tasks = new TasksRepo(knex);
  const sweep = () =>
    void tasks
      .removeFramesOfEnded(FORGET_FRAMES_SECONDS)
      .catch((error: unknown) => log.warn({ err: error }, 'frames of ended jobs were not removed'));
  const sweeping = setInterval(sweep, SWEEP_MILLISECONDS).unref();
  let drained: Promise<void> | null = null;
  const drain = () => (drained ??= worker ? worker.stop() : Promise.resolve());
  const close = async () => {
    clearInterval(sweeping);
    feed.close();
    await drain();
    await queue.close();
  };
  return { service, feed, drain, close };
}

function workerContext(
  { config, database, store, videos, datasets, log }: JobsParts,
  own: { ledger: JobLedger; jobs: JobsRepo; model: WorkerModel },
) {
  return {
    ...own,
    tasks: new TasksRepo(database.knex),
    store,
    videos,
    datasets,
    log,
    workFolder: join(config.dataDir, 'work', `${hostname()}-${process.pid}`),
    videoSeconds: config.videos.seconds,
    maxParts: MAX_PARTS,
  };
}

/** Removes files of jobs that are not there. @param patience milliseconds: younger ones may belong to a job that is just being started */
async function removeOrphans(jobs: JobsRepo, store: BlobStore, patience: number): Promise<void> {
  const before = Date.now() - patience;
  for await (const { key, modifiedAt } of store.list(JOBS_PREFIX)) {
    const id = jobIdOfKey(key);
    if (modifiedAt.getTime() > before || (id !== null && (await jobs.existing([id])).has(id))) continue;
    await store.remove(key);
  }
}
