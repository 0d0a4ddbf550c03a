// Overhead of the server over the labelling itself: `npx tsx bench/jobs.ts [--frames 24] [--rounds 3] [--json
// FILE]` labels a clip with `vdf annotate` and as a job of a freshly started server, one after the other, and
// prints the ratio of their times; then the seconds from starting a job to its first frame on an idle server
// with its model loaded, as after the dialog was opened.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_FORMAT } from '../core/formats/registry.ts';
import type { JobChanges } from '../core/schema/api/jobs.ts';
import { startJob } from '../server/jobs/testing/job.ts';
import { objectBox } from '../tests/fixtures/numbered-frame.ts';
import {
  waitForJob,
  makeClip,
  median,
  openServerSetup,
  jobInputFor,
  secondsBetween,
  signUp,
  waitForWorkers,
  type BenchClip,
} from './served-jobs.ts';

const CLI = fileURLToPath(new URL('../cli/bin.mjs', import.meta.url));
const CPU = { WORKER_DEVICE: 'cpu' };

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '24' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'vdf-bench-jobs-'));
try {
  const clip = await makeClip(Number(values.frames), 640, 360);
  await writeFile(join(folder, 'clip.mp4'), clip.bytes);
  const annotate: number[] = [];
  const job: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    annotate.push(await timeAnnotate(clip));
    job.push(await timeJob(clip));
    console.log(`round ${round + 1}: vdf annotate ${annotate.at(-1)?.toFixed(1)} s, job ${job.at(-1)?.toFixed(1)} s`);
  }
  const results = {
    'job against vdf annotate': median(job) / median(annotate),
    'seconds to the first frame': await timeFirstFrame(clip),
  };
  for (const [name, value] of Object.entries(results)) console.log(`${name}: ${value.toFixed(3)}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify({ ...results, annotate, job }, null, 1)}\n`);
} finally {
  await rm(folder, { recursive: true });
}

async function timeAnnotate(clip: BenchClip): Promise<number> {
  const { x, y, width, height } = objectBox(0, clip.width, clip.height);
  const prompts = {
    classes: ['thing'],
    prompts: [{ frame: 0, class: 'thing', object: 1, box: [x, y, width, height] }],
  };
  await writeFile(join(folder, 'prompts.json'), JSON.stringify(prompts));
  const args = ['annotate', 'clip.mp4', '--prompts', 'prompts.json', '--every', '1', '--device', 'cpu'];
  const begin = performance.now();
  const child = spawn(process.execPath, [CLI, ...args, '--format', DEFAULT_FORMAT, '--out', 'out.zip', '--json'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`vdf annotate failed: ${said}`);
  await rm(join(folder, 'out.zip'));
  return (performance.now() - begin) / 1000;
}

/** Seconds from starting the job to the dataset in the account; the server is new and has loaded no model. */
async function timeJob(clip: BenchClip): Promise<number> {
  const { place, processes, close } = await openServerSetup('embedded');
  try {
    const { url } = await processes.startServer(place, CPU);
    const client = await signUp(url, 'bench');
    const order = await jobInputFor(client, clip, [0]);
    const { id } = await startJob(client, order);
    // Polling five times a second cost the server 4 % of its time.
    await waitForJob(client, id, 2000);
    return await secondsBetween(client, id, 'queued', 'saved');
  } finally {
    await close();
  }
}

/** The median of five runs. */
async function timeFirstFrame(clip: BenchClip): Promise<number> {
  const { place, processes, close } = await openServerSetup('embedded');
  try {
    const { url } = await processes.startServer(place, CPU);
    const client = await signUp(url, 'bench');
    const order = await jobInputFor(client, clip, [0]);
    await waitForWorkers(client, 1);
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const begin = performance.now();
      const { id } = await startJob(client, order);
      for (;;) {
        const { frames } = (await client.get(`/api/jobs/${id}/changes`)).json as JobChanges;
        if (frames.length > 0) break;
        await wait(20);
      }
      times.push((performance.now() - begin) / 1000);
      await client.json('POST', `/api/jobs/${id}/cancel`);
      await wait(2000); // the frame in progress ends
    }
    return median(times);
  } finally {
    await close();
  }
}
