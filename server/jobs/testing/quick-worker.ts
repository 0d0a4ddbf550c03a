/**
 * A worker process like `vdf worker`, which notices a killed neighbour after 5 seconds instead of 20; a
 * heartbeat may be late on a busy machine.
 */
import { pino } from 'pino';
import { readConfig } from '../../config.ts';
import { workOnJobs } from '../../work-on-jobs.ts';

const leases = { beat: 0.5, lost: 5, look: 0.2 };
const config = readConfig(process.env);
const worker = await workOnJobs({ ...config, leases }, pino({ level: config.logLevel }, pino.destination(2)));
process.once('SIGTERM', () => void worker.stop());
console.log(worker.name);
