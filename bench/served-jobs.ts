import { setTimeout as wait } from 'node:timers/promises';
import type { Job, JobCapacity, JobLogEntry, NewJobInput } from '../core/schema/api/jobs.ts';
import { clipMetadata, clipProject, orderOf } from '../server/jobs/testing/job.ts';
import {
  embeddedInstallation,
  Processes,
  postgresInstallation,
  type TestInstallation,
} from '../server/testing/installations.ts';
import { startS3Server } from '../server/storage/testing/s3-server.ts';
import { TestClient } from '../server/testing/test-client.ts';
import { uploadVideo } from '../server/videos/testing/upload.ts';
import { numberedClip } from '../tests/fixtures/numbered-clip.ts';

export interface BenchClip {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
}

export async function makeClip(frames: number, width: number, height: number): Promise<BenchClip> {
  return { bytes: await numberedClip({ frames, width, height }), frames, width, height };
}

/** Server processes with the embedded database, or with PostgreSQL (DATABASE_URL_TEST) and a bucket. */
export async function openServerSetup(kind: 'embedded' | 'scaled') {
  const processes = new Processes();
  if (kind === 'embedded') {
    const place = await embeddedInstallation();
    return { place, processes, close: () => closePlace(processes, place) };
  }
  if (!process.env['DATABASE_URL_TEST'])
    throw new Error('Set DATABASE_URL_TEST to a PostgreSQL address: several workers share one.');
  const s3 = await startS3Server();
  const place = await postgresInstallation(s3);
  const close = async () => {
    await closePlace(processes, place);
    await s3.close();
  };
  return { place, processes, close };
}

async function closePlace(processes: Processes, place: TestInstallation): Promise<void> {
  processes.killAll();
  await wait(500); // killed processes release the database
  await place.remove();
}

export async function signUp(url: string, name: string): Promise<TestClient> {
  const client = new TestClient(url);
  const { status } = await client.register(name);
  if (status !== 201) throw new Error(`the account was refused with ${status}`);
  return client;
}

/**
 * The request that starts a job on every n-th frame of a clip, with the true box of its object on some
 * frames.
 */
export async function jobInputFor(
  client: TestClient,
  clip: BenchClip,
  labelled: readonly number[],
  n = 1,
): Promise<NewJobInput> {
  const metadata = clipMetadata(clip.frames, clip.width, clip.height);
  return orderOf(await uploadVideo(client, clip.bytes), clipProject(metadata, labelled, { kind: 'every', n }));
}

/** Waits until that many workers have loaded and measured their model. */
export async function waitForWorkers(client: TestClient, workers: number): Promise<void> {
  for (;;) {
    const capacity = (await client.get('/api/job-capacity?measure=true')).json as JobCapacity;
    if (capacity.workers >= workers && capacity.costs !== null) return;
    await wait(200);
  }
}

/** Resolves to the job once it has ended. Throws when it failed or was cancelled. */
export async function waitForJob(client: TestClient, id: string, everyMilliseconds = 50): Promise<Job> {
  for (;;) {
    const job = (await client.get(`/api/jobs/${id}`)).json as Job;
    if (job.state === 'done') return job;
    if (job.state === 'failed') throw new Error(`the job failed: ${job.reason?.message ?? ''}`);
    await wait(everyMilliseconds);
  }
}

/** Seconds between two entries of a job's log. */
export async function secondsBetween(client: TestClient, id: string, from: string, to: string): Promise<number> {
  const { entries } = (await client.get(`/api/jobs/${id}/log`)).json as { entries: JobLogEntry[] };
  const at = (code: string) => Date.parse(entries.find((entry) => entry.code === code)?.at ?? '');
  return (at(to) - at(from)) / 1000;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
