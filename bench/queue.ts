// Many jobs while workers die: `DATABASE_URL_TEST=postgres://... npx tsx bench/queue.ts [--jobs 100]
// [--kill-every 10] [--json FILE]` starts jobs of ten users, two of whom send one at a time while the others
// have many waiting, on three worker processes of which one is killed every few seconds and replaced. It
// prints how many jobs succeeded, the largest number of results of a job for one frame, and the longest wait
// of a single job compared with the mean time of a job.
import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Job, JobChanges, NewJobInput } from '../core/schema/api/jobs.ts';
import { startJob } from '../server/jobs/testing/job.ts';
import { kill } from '../server/testing/installations.ts';
import type { TestClient } from '../server/testing/test-client.ts';
import { makeClip, openServerSetup, jobInputFor, signUp } from './served-jobs.ts';

const FRAMES = 3;
const PEOPLE = 8;
const WORKERS = 3;
const WORKER = { WORKER_DEVICE: 'cpu', WORKER_THREADS: '1' };

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '100' },
    'kill-every': { type: 'string', default: '10' },
    json: { type: 'string' },
  },
});

interface Person {
  readonly client: TestClient;
  readonly order: NewJobInput;
  readonly jobs: string[];
}

const clip = await makeClip(FRAMES, 320, 240);
const { place, processes, close } = await openServerSetup('scaled');
const startWorker = () => processes.start('server/jobs/testing/quick-worker.ts', place, WORKER);
try {
  const { url } = await processes.startServer(place, { WORKER_SLOTS: '0', JOBS_OPEN_MAX: values.jobs });
  const people: Person[] = [];
  for (let at = 0; at < PEOPLE + 2; at++) people.push(await newPerson(url, at));
  const many = people.slice(0, PEOPLE);
  const singles = people.slice(PEOPLE);
  const jobsOfOne = Math.max(1, Math.round((Number(values.jobs) * 0.06) / singles.length));
  const waiting = Number(values.jobs) - jobsOfOne * singles.length;
  for (let at = 0; at < waiting; at++) await start(many[at % PEOPLE] as Person);
  const workers = await Promise.all(Array.from({ length: WORKERS }, startWorker));
  const over = new AbortController();
  const killing = killNowAndThen(workers, over.signal);
  await Promise.all(singles.map((person) => oneAtATime(person, jobsOfOne)));
  await Promise.all(people.map(untilOver));
  over.abort();
  const results = { ...(await resultsOf(people, singles)), 'workers killed': await killing };
  for (const [name, value] of Object.entries(results)) console.log(`${name}: ${Number(value.toFixed(2))}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 1)}\n`);
} finally {
  await close();
}

async function newPerson(url: string, at: number): Promise<Person> {
  const client = await signUp(url, `person-${at}`);
  return { client, order: await jobInputFor(client, clip, [0]), jobs: [] };
}

async function start({ client, order, jobs }: Person): Promise<string> {
  const { id } = await startJob(client, order);
  jobs.push(id);
  return id;
}

async function jobOf({ client }: Person, id: string): Promise<Job> {
  return (await client.get(`/api/jobs/${id}`)).json as Job;
}

async function oneAtATime(person: Person, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const id = await start(person);
    while ((await jobOf(person, id)).endedAt === null) await wait(200);
    await wait(2000);
  }
}

async function untilOver(person: Person): Promise<void> {
  for (const id of person.jobs) while ((await jobOf(person, id)).endedAt === null) await wait(500);
}

/** Returns how many workers were killed. */
async function killNowAndThen(
  workers: Awaited<ReturnType<typeof startWorker>>[],
  signal: AbortSignal,
): Promise<number> {
  let killed = 0;
  for (;;) {
    await wait(Number(values['kill-every']) * 1000, undefined, { signal }).catch(() => undefined);
    const victim = workers.shift();
    if (signal.aborted || !victim) return killed;
    await kill(victim.child);
    killed += 1;
    workers.push(await startWorker());
  }
}

async function resultsOf(people: readonly Person[], singles: readonly Person[]) {
  const jobs: { job: Job; results: number; single: boolean }[] = [];
  for (const person of people) {
    for (const id of person.jobs) {
      const { frames, job } = (await person.client.get(`/api/jobs/${id}/changes`)).json as JobChanges;
      const counts = new Map<number, number>();
      for (const { frame, tracks } of frames) if (tracks.length > 0) counts.set(frame, (counts.get(frame) ?? 0) + 1);
      const once = counts.size === FRAMES - 1 && [...counts.values()].every((count) => count === 1);
      jobs.push({ job, results: once ? 1 : 0, single: singles.includes(person) });
    }
  }
  const seconds = (from: string, to: string | null) => (Date.parse(to ?? '') - Date.parse(from)) / 1000;
  const times = jobs.map(({ job }) => seconds(job.startedAt ?? '', job.endedAt));
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const waits = jobs.filter(({ single }) => single).map(({ job }) => seconds(job.createdAt, job.startedAt));
  return {
    jobs: jobs.length,
    'jobs done': jobs.filter(({ job }) => job.state === 'done').length,
    'jobs with every frame once': jobs.filter(({ results }) => results === 1).length,
    'seconds of a job, mean': mean,
    'longest wait of a single job, in jobs': Math.max(...waits) / mean,
  };
}
