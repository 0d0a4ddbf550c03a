import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ServerConfig } from '../config.ts';
import type { AppServices } from '../open-app-services.ts';
import type { JobLedger } from './job-ledger.ts';
import { JobsRepo } from './jobs.repo.ts';
import { TasksRepo } from './tasks.repo.ts';
import { Worker } from './worker.ts';
import type { WorkerContext } from './worker-context.ts';
import { WorkerModel } from './worker-model.ts';
import { WorkersRepo } from './workers.repo.ts';

/**
 * A job's parts run at once where workers are free; more of them would only encode labelled frames more
 * often.
 */
const MAX_PARTS = 8;

/** The context of a process's tasks. Its model is not loaded yet. */
export function workerContext(
  config: ServerConfig,
  { database, store, videos, datasets }: Omit<AppServices, 'youngFileMilliseconds'>,
  ledger: JobLedger,
  log: Logger,
): WorkerContext {
  const { knex } = database;
  return {
    ledger,
    jobs: new JobsRepo(knex),
    tasks: new TasksRepo(knex),
    store,
    videos,
    datasets,
    model: new WorkerModel(config.worker, log),
    log,
    workFolders: join(config.dataDir, 'work'),
    videoSeconds: config.videos.seconds,
    maxParts: MAX_PARTS,
  };
}

/** The worker of this process, as configured; not started. */
export function createWorker(config: ServerConfig, content: AppServices, ledger: JobLedger, log: Logger): Worker {
  const workers = new WorkersRepo(content.database.knex);
  return new Worker(workerContext(config, content, ledger, log), workers, config.worker.slots, config.leases);
}
