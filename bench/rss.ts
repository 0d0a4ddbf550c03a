// Shows whether the memory of `vdf annotate`, or with --job that of a server that labels, grows with the
// length of a video: `npx tsx bench/rss.ts [--job] [--minutes 10] [--fps 1] [--json FILE]` generates a clip,
// labels it in its own process and reads that process's resident memory every second.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_FORMAT } from '../core/formats/registry.ts';
import { startJob } from '../server/jobs/testing/job.ts';
import { writeNumberedClip } from '../tests/fixtures/numbered-clip.ts';
import { objectBox } from '../tests/fixtures/numbered-frame.ts';
import { residentMegabytes } from './resident-memory.ts';
import { waitForJob, makeClip, openServerSetup, jobInputFor, signUp } from './served-jobs.ts';

const CLI = fileURLToPath(new URL('../cli/bin.mjs', import.meta.url));
const CLIP = { width: 640, height: 360, fps: 30 };
/** Readings this far around a moment are averaged: the garbage collector makes single ones jump. */
const AROUND_SECONDS = 10;
/** Until then code, model and buffers are still being loaded. */
const WARM_UP_SECONDS = 60;

interface Reading {
  readonly seconds: number;
  readonly megabytes: number;
}

const { values } = parseArgs({
  options: {
    job: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    fps: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
const readings = await (values.job ? measureJob : measureAnnotate)(Number(values.minutes), Number(values.fps));
const summary = summaryOf(readings);
for (const [name, value] of Object.entries(summary)) console.log(`${name}: ${value.toFixed(3)}`);
if (values.json) await writeFile(values.json, `${JSON.stringify({ ...summary, readings }, null, 1)}\n`);

async function measureAnnotate(minutes: number, fps: number): Promise<Reading[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vdf-rss-'));
  try {
    const clip = join(folder, 'clip.mp4');
    const prompts = join(folder, 'prompts.json');
    console.log(`Generating a clip of ${minutes} minutes ...`);
    await writeNumberedClip(clip, { ...CLIP, frames: Math.round(minutes * 60 * CLIP.fps) });
    const { x, y, width, height } = objectBox(0, CLIP.width, CLIP.height);
    const prompt = { frame: 0, class: 'number', object: 1, box: [x, y, width, height] };
    await writeFile(prompts, JSON.stringify({ classes: ['number'], prompts: [prompt] }));
    const args = [CLI, 'annotate', clip, '--prompts', prompts, '--format', DEFAULT_FORMAT, '--fps', String(fps)];
    const child = spawn(process.execPath, [...args, '--out', join(folder, 'out.zip')], { stdio: 'inherit' });
    const ended = once(child, 'close').then(([code]) => {
      if (code !== 0) throw new Error(`vdf annotate ended with exit code ${String(code)}`);
    });
    return await readUntil(ended, child.pid);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureJob(minutes: number, fps: number): Promise<Reading[]> {
  const { place, processes, close } = await openServerSetup('embedded');
  try {
    const { url, child } = await processes.startServer(place, { WORKER_DEVICE: 'cpu', NODE_ENV: 'production' });
    const client = await signUp(url, 'bench');
    console.log(`Generating a clip of ${minutes} minutes ...`);
    const clip = await makeClip(Math.round(minutes * 60 * CLIP.fps), CLIP.width, CLIP.height);
    const order = await jobInputFor(client, clip, [0], Math.round(CLIP.fps / fps));
    const { id } = await startJob(client, order);
    return await readUntil(waitForJob(client, id, 1000), child.pid);
  } finally {
    await close();
  }
}

/** Reads the memory of a process until `end` settles. Throws what `end` throws. */
async function readUntil(end: Promise<unknown>, pid: number | undefined): Promise<Reading[]> {
  const readings: Reading[] = [];
  const start = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - start) / 1000;
    residentMegabytes(pid).then(
      (megabytes) => readings.push({ seconds, megabytes }),
      () => undefined, // the process has just ended: nothing is left to read
    );
  }, 1000);
  try {
    await end;
  } finally {
    clearInterval(timer);
  }
  return readings;
}

function summaryOf(readings: readonly Reading[]) {
  const end = readings.at(-1)?.seconds ?? 0;
  if (end < 2 * WARM_UP_SECONDS)
    throw new Error(`the run took only ${end.toFixed(0)} s: use a longer clip or a higher --fps`);
  const mean = (from: number, to: number) => {
    const chosen = readings.filter(({ seconds }) => seconds >= from && seconds <= to);
    return chosen.reduce((sum, { megabytes }) => sum + megabytes, 0) / chosen.length;
  };
  const atOneMinute = mean(WARM_UP_SECONDS - AROUND_SECONDS, WARM_UP_SECONDS + AROUND_SECONDS);
  const atEnd = mean(end - 2 * AROUND_SECONDS, end);
  const after = readings.filter(({ seconds }) => seconds >= WARM_UP_SECONDS);
  return {
    'RSS at 1 minute (MB)': atOneMinute,
    'RSS at the end (MB)': atEnd,
    'end / 1 minute': atEnd / atOneMinute,
    'highest RSS after 1 minute (MB)': Math.max(...after.map(({ megabytes }) => megabytes)),
    seconds: end,
  };
}
