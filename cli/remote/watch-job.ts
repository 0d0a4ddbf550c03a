import { setTimeout as sleep } from 'node:timers/promises';
import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import { logSentence } from '../../core/jobs/log-sentence.ts';
import { isOpenJob, jobChangesSchema, type Job, type JobChanges } from '../../core/schema/api/jobs.ts';
import { isRetryable } from '../../core/retryable.ts';
import { STAGE_TITLES } from './job-texts.ts';
import type { ProgressView } from '../terminal/progress.ts';
import { callServer, type ServerAccess } from './server-call.ts';

const POLL_MILLISECONDS = 1000;
/** A restarting server is waited for; after this long it counts as unreachable. */
const PATIENCE_MILLISECONDS = 10 * 60_000;

/** The view to draw on and the signal that ends watching. */
export interface WatchOptions {
  readonly view: ProgressView;
  readonly signal: AbortSignal;
}

/**
 * Shows the progress of a job until it has ended. Returns its final state. Throws `server_unreachable`,
 * `aborted`.
 */
export async function watchJob(access: ServerAccess, first: Job, { view, signal }: WatchOptions): Promise<Job> {
  let job = first;
  let seen = first.revision;
  while (isOpenJob(job.state)) {
    const before = seen;
    const changes = await changesAfter(access, job.id, seen, signal);
    job = changes.job;
    seen = changes.more ? lastRevision(changes, seen) : Math.max(seen, job.revision);
    for (const entry of changes.log) view.say(`${job.name}: ${logSentence(entry)}`);
    showStage(job, view);
    if (isOpenJob(job.state) && (!changes.more || seen === before)) await pause(POLL_MILLISECONDS, signal);
  }
  view.end();
  return job;
}

function showStage({ state, stage, done, total, framesPerSecond, secondsLeft }: Job, view: ProgressView): void {
  if (state !== 'running' || total === null) return;
  view.show(STAGE_TITLES[stage], { done, total, framesPerSecond: framesPerSecond ?? 0, secondsLeft });
}

/** The last revision in one part of the changes. */
const lastRevision = ({ frames, log }: JobChanges, seen: number): number =>
  [...frames, ...log].reduce((last, { revision }) => Math.max(last, revision), seen);

async function changesAfter(access: ServerAccess, id: string, after: number, signal: AbortSignal): Promise<JobChanges> {
  const giveUpAt = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    try {
      const path = `/api/jobs/${id}/changes?after=${after}` as const;
      return await callServer(access, { method: 'GET', path, reply: jobChangesSchema, signal });
    } catch (error) {
      const passing = error instanceof ForgeError && isRetryable(error.code, 'request');
      if (!passing || performance.now() >= giveUpAt) throw error;
      await pause(POLL_MILLISECONDS, signal);
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch((error: unknown) => {
    throwIfAborted(signal);
    throw error;
  });
}
