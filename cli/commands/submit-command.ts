import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { ForgeError } from '../../core/errors.ts';
import { jobSchema, type Job } from '../../core/schema/api/jobs.ts';
import { CommandFailed } from '../terminal/command-failed.ts';
import { resolveServerAccess } from '../remote/credentials.ts';
import { printJson } from '../terminal/print-facts.ts';
import { draftJob, type JobDraft, type NewJobOptions } from './new-job.ts';
import { createProgressView, StageClock, type ProgressView } from '../terminal/progress.ts';
import { callServer, type ServerAccess } from '../remote/server-call.ts';
import { runStoppable } from '../terminal/stop-signal.ts';
import { uploadVideoFile, type UploadProgress } from '../remote/upload-video.ts';
import { watchJob, type WatchOptions } from '../remote/watch-job.ts';

export interface SubmitOptions extends NewJobOptions {
  /** One for all videos, or one per video in the same order. */
  readonly prompts: readonly string[];
  readonly server?: string;
  readonly wait?: boolean;
  readonly json?: boolean;
}

/**
 * `vdf submit`: uploads videos to the server and starts a job for each; several are a batch. Every video and
 * prompts file is checked before the first upload. With `--wait` it fails where a job does. Throws
 * `not_signed_in`, `arguments_invalid`, the errors of `draftJob` and of the server, and `Stopped` on Ctrl-C,
 * which leaves started jobs running.
 */
export async function submitCommand(videos: readonly string[], options: SubmitOptions): Promise<void> {
  const access = await resolveServerAccess(options.server);
  const drafts = await draftAll(videos, options);
  const batchId = videos.length > 1 ? randomUUID() : undefined;
  const started: Job[] = [];
  const view = createProgressView();
  const jobs = await runStoppable(
    async (signal) => {
      for (const [at, draft] of drafts.entries())
        started.push(await sendJob(access, videos[at] ?? '', { ...draft, batchId }, { view, signal }));
      return options.wait ? await watchAll(access, started, { view, signal }) : started;
    },
    () => stopSentence(started),
  ).finally(() => view.end());
  if (options.json) printJson({ batchId: batchId ?? null, jobs });
  else for (const job of jobs) process.stdout.write(`${jobLine(job, access.server)}\n`);
  if (options.wait) reportFailures(jobs);
}

async function draftAll(videos: readonly string[], options: SubmitOptions): Promise<JobDraft[]> {
  const { prompts } = options;
  if (prompts.length !== 1 && prompts.length !== videos.length)
    throw new ForgeError('arguments_invalid.prompts_count', { videos: videos.length, prompts: prompts.length });
  const drafts: JobDraft[] = [];
  for (const [at, video] of videos.entries()) {
    const found = await stat(video).catch(() => null); // draftJob reports a missing file
    if (found?.isDirectory()) throw new ForgeError('arguments_invalid.folder_to_send', { path: video });
    drafts.push(await draftJob(video, prompts[at] ?? prompts[0] ?? '', options));
  }
  return drafts;
}

async function sendJob(
  access: ServerAccess,
  path: string,
  draft: JobDraft & { readonly batchId: string | undefined },
  { view, signal }: WatchOptions,
): Promise<Job> {
  view.say(`Sending ${path} to ${access.server}`);
  const video = await uploadVideoFile(path, {
    server: access.server,
    headers: { Authorization: `Bearer ${access.token}` },
    signal,
    onProgress: await uploadView(path, view),
  });
  const body = { ...draft, videoId: video.id };
  return callServer(access, { method: 'POST', path: '/api/jobs', body, reply: jobSchema, signal });
}

/** Shows the progress of hashing and sending a video, in megabytes (of 10^6 bytes). */
async function uploadView(path: string, view: ProgressView): Promise<(progress: UploadProgress) => void> {
  const total = Math.ceil((await stat(path)).size / 1e6);
  const stages = { hashing: 'Reading', sending: 'Sending' } as const;
  const clocks = { hashing: new StageClock(), sending: new StageClock() };
  return ({ stage, share }) => {
    const { secondsLeft } = clocks[stage].progress(share, 1);
    view.show(stages[stage], { done: Math.floor(share * total), total, unit: 'MB', framesPerSecond: 0, secondsLeft });
  };
}

async function watchAll(access: ServerAccess, started: readonly Job[], watch: WatchOptions): Promise<Job[]> {
  const ended: Job[] = [];
  for (const job of started) ended.push(await watchJob(access, job, watch));
  return ended;
}

function stopSentence(started: readonly Job[]): string {
  if (started.length === 0) return 'Stopped before a job was started.';
  const ids = started.map(({ id }) => id).join(', ');
  return `Stopped here; the server goes on with what was started (${ids}). "vdf jobs cancel ID" ends a job there.`;
}

function jobLine(job: Job, server: string): string {
  const dataset = job.datasetId === null ? '' : `: ${new URL(`/datasets/${job.datasetId}`, server).href}`;
  return `${job.id}  "${job.name}" ${job.state}${dataset}`;
}

/** Throws `CommandFailed` where a job did not end well, after printing why. */
function reportFailures(jobs: readonly Job[]): void {
  const bad = jobs.filter(({ state }) => state !== 'done');
  for (const { name, state, reason } of bad)
    process.stderr.write(`"${name}" ${state}${reason ? `: ${reason.message}` : '.'}\n`);
  if (bad.length > 0) throw new CommandFailed();
}
