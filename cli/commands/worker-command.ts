import { once } from 'node:events';
import { pino } from 'pino';
import { workOnJobs } from '../../server/work-on-jobs.ts';
import { readServerSettings } from '../server-settings.ts';
import { runStoppable } from '../terminal/stop-signal.ts';

/**
 * `vdf worker`: works on the jobs of servers with the same DATABASE_URL and storage, until Ctrl-C or SIGTERM;
 * then it releases its tasks. The log goes to standard error. Throws `arguments_invalid`,
 * `database_unavailable`, `storage_unavailable`.
 */
export async function workerCommand(): Promise<void> {
  const config = readServerSettings();
  const log = pino({ level: config.logLevel }, pino.destination(2));
  await runStoppable(async (signal) => {
    const worker = await workOnJobs(config, log);
    process.stdout.write(`Worker ${worker.name} waits for jobs.\n`);
    if (!signal.aborted) await once(signal, 'abort');
    await worker.stop();
  });
}
