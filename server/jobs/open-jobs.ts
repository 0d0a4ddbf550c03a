import type { Logger } from 'pino';
import type { ServerConfig } from '../config.ts';
import type { AppServices } from '../open-app-services.ts';
import { JobFeed } from './job-feed.ts';
import { JobLedger } from './job-ledger.ts';
import { JobQueue } from './job-queue.ts';
import { JobsRepo } from './jobs.repo.ts';
import { JobsService } from './jobs.service.ts';
import { createWorker } from './open-worker.ts';
import { TasksRepo } from './tasks.repo.ts';
import type { Worker } from './worker.ts';
import { WorkersRepo } from './workers.repo.ts';

/** The jobs of a server: the service for users, and the worker where the server has one. */
interface OpenJobs {
  readonly service: JobsService;
  readonly feed: JobFeed;
  /** Releases the tasks under way and acquires no more. Idempotent. */
  drain(): Promise<void>;
  /** Call before the database closes. */
  close(): Promise<void>;
}

const FORGET_FRAMES_SECONDS = 3600;
const SWEEP_MILLISECONDS = 10 * 60_000;

/** Opens the queue, recovers tasks that a crash left, and starts the worker of the settings. */
export async function openJobs(config: ServerConfig, content: AppServices, log: Logger): Promise<OpenJobs> {
  const { database, store, videos } = content;
  const { knex } = database;
  const queue = await JobQueue.open(database, log);
  const jobs = new JobsRepo(knex);
  let worker: Worker | null = null;
  const onChange = (): void => {
    feed.nudge();
    worker?.nudge();
  };
  const ledger = new JobLedger(knex, queue, onChange);
  if (config.worker.slots !== 0) worker = createWorker(config, content, ledger, log);
  const service = new JobsService({
    knex,
    queue,
    store,
    videos,
    workers: new WorkersRepo(knex),
    limits: config.videos,
    openJobs: config.openJobs,
    worker,
    onChange,
  });
  const feed: JobFeed = new JobFeed(jobs, service, log);
  // Alone on its database, a task that counts as running was left by a crash.
  if (database.kind === 'embedded') await ledger.recoverLost(-1);
  await worker?.start();
  const stopSweeping = startSweeping(new TasksRepo(knex), log);
  let drained: Promise<void> | null = null;
  const drain = () => (drained ??= worker ? worker.stop() : Promise.resolve());
  const close = async () => {
    stopSweeping();
    feed.close();
    await drain();
    await queue.close();
  };
  return { service, feed, drain, close };
}

/** Periodically removes the frames of ended jobs. Returns a function that stops it. */
function startSweeping(tasks: TasksRepo, log: Logger): () => void {
  const sweep = () =>
    void tasks
      .removeFramesOfEnded(FORGET_FRAMES_SECONDS)
      .catch((error: unknown) => log.warn({ err: error }, 'frames of ended jobs were not removed'));
  const sweeping = setInterval(sweep, SWEEP_MILLISECONDS).unref();
  return () => clearInterval(sweeping);
}
