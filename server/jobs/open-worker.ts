import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ServerConfig } from '../config.ts';
import type { Content } from '../open-content.ts';
import type { JobLedger } from './job-ledger.ts';
import { JobsRepo } from './jobs.repo.ts';
import { TasksRepo } from './tasks.repo.ts';
import { Worker } from './worker.ts';
import { WorkerModel } from './worker-model.ts';
import { WorkersRepo } from './workers.repo.ts';

/** A job's parts run at once where there are workers for them; more of them would only encode labelled frames more often. */
const MAX_PARTS = 8;

/** The worker of this process, as the settings want it; it is not started. */
export function createWorker(
  config: ServerConfig,
  { database, store, videos, datasets }: Content,
  ledger: JobLedger,
  log: Logger,
): Worker {
  const { knex } = database;
  const context = {
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
  return new Worker(context, new WorkersRepo(knex), config.worker.slots, config.leases);
}
