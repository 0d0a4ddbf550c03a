// Cost of a thousand clients that follow a job: `DATABASE_URL_TEST=postgres://... npx tsx bench/listeners.ts
// [--clients 1000] [--json FILE]` has a worker process label a clip, and prints the resident memory of the
// server and the 95th percentile of another request, without followers and with that many, and their ratios.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { jobWhen, startJob } from '../server/jobs/testing/job.ts';
import type { TestClient } from '../server/testing/test-client.ts';
import { residentMegabytes } from './resident-memory.ts';
import { makeClip, openServerSetup, jobInputFor, signUp } from './served-jobs.ts';

const { values } = parseArgs({ options: { clients: { type: 'string', default: '1000' }, json: { type: 'string' } } });
const SECONDS = 20;
const clip = await makeClip(400, 320, 240);
const { place, processes, close } = await openServerSetup('scaled');
try {
  const { url, child } = await processes.startServer(place, { WORKER_SLOTS: '0', NODE_ENV: 'production' });
  await processes.startWorker(place, { WORKER_DEVICE: 'cpu', WORKER_THREADS: '1' });
  const client = await signUp(url, 'bench');
  const { id } = await startJob(client, await jobInputFor(client, clip, [0]));
  await jobWhen(client, id, ({ done }) => done >= 2);
  await measure(client, child.pid); // the first requests compile the code they need
  const before = await measure(client, child.pid);
  const listeners = fork(fileURLToPath(new URL('listening.ts', import.meta.url)), [url, id, values.clients], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, COOKIE: [...client.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ') },
  });
  await once(listeners, 'message');
  const during = await measure(client, child.pid);
  const answer = once(listeners, 'message');
  listeners.send('how many?');
  const [events] = (await answer) as [number];
  listeners.kill();
  const results = {
    'events that came': events,
    'megabytes alone': before.megabytes,
    'megabytes with them': during.megabytes,
    'p95 alone, ms': before.p95,
    'p95 with them, ms': during.p95,
    'memory, ratio': during.megabytes / before.megabytes,
    'p95, ratio': during.p95 / before.p95,
  };
  for (const [name, value] of Object.entries(results)) console.log(`${name}: ${Number(value.toFixed(2))}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 1)}\n`);
} finally {
  await close();
}

/** Requests the list of datasets twenty times a second. */
async function measure(client: TestClient, pid: number | undefined) {
  const times: number[] = [];
  let megabytes = 0;
  for (const until = performance.now() + SECONDS * 1000; performance.now() < until;) {
    const begin = performance.now();
    await client.get('/api/datasets');
    times.push(performance.now() - begin);
    megabytes = Math.max(megabytes, await residentMegabytes(pid));
    await wait(50);
  }
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? NaN;
  return { p95, megabytes };
}
