/** A worker process as `vdf worker` is one, in which a killed neighbour is noticed after 5 seconds instead of 20; a busy machine may take some to beat. */
import { pino } from 'pino';
import { readConfig } from '../../config.ts';
import { workOnJobs } from '../../work-on-jobs.ts';

const leases = { beat: 0.5, lost: 5, look: 0.2 };
const config = readConfig(process.env);
const worker = await workOnJobs({ ...config, leases }, pino({ level: config.logLevel }, pino.destination(2)));
process.once('SIGTERM', () => void worker.stop());
console.log(worker.name);
