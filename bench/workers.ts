// Speed-up of two workers over one: `DATABASE_URL_TEST=postgres://... npx tsx bench/workers.ts [--frames 48]
// [--rounds 3] [--json FILE]` labels a clip with labels on several frames, by one worker process and by two,
// in turns, and prints the frames a second of both and their ratio. On Linux each worker has one model thread
// and a core of its own: otherwise a lone worker decodes and matches on the core that the second one is to
// have. The limit of the machine is measured in between: encoder runs a second of two bare processes against
// one.
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { NewJobInput } from '../core/schema/api/jobs.ts';
import { startJob } from '../server/jobs/testing/job.ts';
import type { TestClient } from '../server/testing/test-client.ts';
import { waitForJob, makeClip, median, openServerSetup, jobInputFor, secondsBetween, signUp } from './served-jobs.ts';

/** Encoder runs that measure the speed of the machine. */
const BARE_RUNS = 8;
const WORKER = { WORKER_DEVICE: 'cpu', WORKER_THREADS: '1' };

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '48' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const frames = Number(values.frames);
const clip = await makeClip(frames, 640, 360);
const labelled = [0, 0.25, 0.5, 0.75].map((share) => Math.round(share * frames));
const { place, processes, close } = await openServerSetup('scaled');
try {
  const { url } = await processes.startServer(place, { WORKER_SLOTS: '0' });
  const client = await signUp(url, 'bench');
  const order = await jobInputFor(client, clip, labelled);
  await startWorker(0);
  const rates: Record<1 | 2, number[]> = { 1: [], 2: [] };
  const machine: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    rates[1].push(await rateOf(client, order));
    const second = await startWorker(1);
    rates[2].push(await rateOf(client, order));
    second.kill('SIGTERM');
    await once(second, 'exit');
    machine.push(await ratioOfMachine());
    const [one, two, bare] = [rates[1].at(-1), rates[2].at(-1), machine.at(-1)];
    console.log(
      `round ${round + 1}: ${one?.toFixed(3)} and ${two?.toFixed(3)} frames/s, the machine ${bare?.toFixed(3)}`,
    );
  }
  const ratio = median(rates[2]) / median(rates[1]);
  console.log(`two workers against one: ${ratio.toFixed(3)}; two bare encoders: ${median(machine).toFixed(3)}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify({ ratio, rates, machine }, null, 1)}\n`);
} finally {
  await close();
}

/** @param core number of the worker's own core, from 0 */
async function startWorker(core: number): Promise<ChildProcess> {
  const { child } = await processes.startWorker(place, WORKER);
  keepOn(core, child);
  return child;
}

function keepOn(core: number, { pid }: ChildProcess): void {
  if (process.platform === 'linux')
    execFileSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
}

/**
 * Encoder runs a second of two processes against one, each on its own core. The workers are idle meanwhile.
 */
async function ratioOfMachine(): Promise<number> {
  const encoders = [0, 1].map((core) => {
    const child = fork(fileURLToPath(new URL('bare-encoder.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
    keepOn(core, child);
    return child;
  });
  await Promise.all(encoders.map((child) => once(child, 'message')));
  const runs = async (child: ChildProcess): Promise<number> => {
    const answer = once(child, 'message');
    child.send(BARE_RUNS);
    return BARE_RUNS / ((await answer) as [number])[0];
  };
  const [first] = encoders;
  const alone = first ? await runs(first) : NaN;
  const together = await Promise.all(encoders.map(runs));
  for (const child of encoders) child.kill();
  return together.reduce((sum, rate) => sum + rate, 0) / alone;
}

/** Frames a second of labelling, without reading and writing. A first job has every worker load its model. */
async function rateOf(client: TestClient, order: NewJobInput): Promise<number> {
  await waitForJob(client, (await startJob(client, order)).id, 2000);
  const { id } = await startJob(client, order);
  await waitForJob(client, id, 2000);
  return frames / (await secondsBetween(client, id, 'planned', 'labelled'));
}
