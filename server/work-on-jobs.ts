import type { Logger } from 'pino';
import { ForgeError } from '../core/errors.ts';
import type { ServerConfig } from './config.ts';
import { JobLedger } from './jobs/job-ledger.ts';
import { JobQueue } from './jobs/job-queue.ts';
import { createWorker } from './jobs/open-worker.ts';
import type { Worker } from './jobs/worker.ts';
import { openAppServices, type AppServices } from './open-app-services.ts';

/** A process that works on jobs and serves no requests. */
interface WorkerProcess {
  readonly name: string;
  /** Releases the tasks under way, at their checkpoints, and closes everything. */
  stop(): Promise<void>;
}

/**
 * Works on the jobs of servers with the same database and storage, until it is stopped.
 * Throws `arguments_invalid` where the settings name no PostgreSQL, `database_unavailable`, `storage_unavailable`.
 */
export async function workOnJobs(config: ServerConfig, log: Logger): Promise<WorkerProcess> {
  if (config.databaseUrl === undefined) throw new ForgeError('arguments_invalid.worker_database');
  // 0 is for the server beside it that shares its settings.
  const slots = config.worker.slots === 0 ? null : config.worker.slots;
  const content = await openAppServices(config, log);
  try {
    return await start({ ...config, worker: { ...config.worker, slots } }, content, log);
  } catch (error) {
    await content.database.close();
    throw error;
  }
}

async function start(config: ServerConfig, content: AppServices, log: Logger): Promise<WorkerProcess> {
  const queue = await JobQueue.open(content.database, log);
  let worker: Worker | null = null;
  const ledger = new JobLedger(content.database.knex, queue, () => worker?.nudge());
  worker = createWorker(config, content, ledger, log);
  const { name } = worker;
  await worker.start();
  // This process gets no requests for what a frame takes, but users who choose a compute target want to know.
  worker.warmUp();
  const stop = async () => {
    await worker.stop();
    await queue.close();
    await content.database.close();
  };
  return { name, stop };
}
