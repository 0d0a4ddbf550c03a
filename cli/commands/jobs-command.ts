import { ForgeError } from '../../core/errors.ts';
import { logSentence } from '../../core/jobs/log-sentence.ts';
import { jobLogSchema, jobPageSchema, jobSchema, type JobQuery } from '../../core/schema/api/jobs.ts';
import { createFileSink } from '../../node/files/file-sink.ts';
import { resolveServerAccess } from '../remote/credentials.ts';
import { printFacts, printJson, tableLines } from '../terminal/print-facts.ts';
import { checkWritable } from '../terminal/input-files.ts';
import { jobFacts, jobProgress } from '../remote/job-texts.ts';
import { callServer, requestWithToken } from '../remote/server-call.ts';
import { runStoppable } from '../terminal/stop-signal.ts';

export interface JobOptions {
  readonly server?: string;
  readonly json?: boolean;
}

export interface JobListOptions extends JobOptions {
  readonly state: JobQuery['state'];
  readonly batch?: string;
  readonly limit: number;
}

/** Actions that a user can take on a job. */
export type JobAction = 'cancel' | 'pause' | 'resume' | 'retry';

/** `vdf jobs list`: the newest jobs of the account. */
export async function jobListCommand(options: JobListOptions): Promise<void> {
  const access = await resolveServerAccess(options.server);
  const query = new URLSearchParams({ state: options.state, limit: String(options.limit) });
  if (options.batch !== undefined) query.set('batchId', options.batch);
  const { jobs } = await runStoppable((signal) =>
    callServer(access, { method: 'GET', path: `/api/jobs?${query.toString()}`, reply: jobPageSchema, signal }),
  );
  if (options.json) printJson(jobs);
  else if (jobs.length === 0) process.stdout.write('There are no jobs.\n');
  else {
    const rows = jobs.map((job) => [job.name, job.id, job.kind, jobProgress(job)]);
    for (const line of tableLines(rows)) process.stdout.write(`${line}\n`);
  }
}

/** `vdf jobs show`. Throws `not_found`. */
export async function jobShowCommand(id: string, options: JobOptions): Promise<void> {
  const access = await resolveServerAccess(options.server);
  const job = await runStoppable((signal) =>
    callServer(access, { method: 'GET', path: jobPath(id), reply: jobSchema, signal }),
  );
  if (options.json) printJson(job);
  else printFacts(jobFacts(job));
}

/** `vdf jobs cancel|pause|resume|retry`. Throws `not_found`, `job_state_conflict`. */
export async function jobActionCommand(action: JobAction, id: string, options: JobOptions): Promise<void> {
  const access = await resolveServerAccess(options.server);
  const job = await runStoppable((signal) =>
    callServer(access, { method: 'POST', path: `${jobPath(id)}/${action}`, body: {}, reply: jobSchema, signal }),
  );
  if (options.json) printJson(job);
  else process.stdout.write(`"${job.name}": ${jobProgress(job)}\n`);
}

/** `vdf jobs log`: the events of a job, in plain words. Throws `not_found`. */
export async function jobLogCommand(id: string, options: JobOptions): Promise<void> {
  const access = await resolveServerAccess(options.server);
  const { entries } = await runStoppable((signal) =>
    callServer(access, { method: 'GET', path: `${jobPath(id)}/log`, reply: jobLogSchema, signal }),
  );
  if (options.json) printJson(entries.map((entry) => ({ ...entry, sentence: logSentence(entry) })));
  else for (const entry of entries) process.stdout.write(`${entry.at}  ${logSentence(entry)}\n`);
}

/**
 * `vdf jobs result`: writes the project with the labels of a finished job, as a whole file or not at all.
 * Throws `not_found`, `file_write_failed`.
 */
export async function jobResultCommand(id: string, options: JobOptions & { readonly out: string }): Promise<void> {
  await checkWritable(options.out);
  const access = await resolveServerAccess(options.server);
  const bytes = await runStoppable(async (signal) => {
    const response = await requestWithToken(access, `${jobPath(id)}/result`, { signal });
    const project = new Uint8Array(await response.arrayBuffer());
    const sink = await createFileSink(options.out);
    try {
      await sink.write(project);
      await sink.commit();
    } finally {
      await sink.discard();
    }
    return project.length;
  });
  if (options.json) printJson({ out: options.out, bytes });
  else process.stdout.write(`${options.out}: ${(bytes / 1e6).toFixed(1)} MB\n`);
}

/** The id is a part of an address: anything but an id would lead elsewhere. Throws `arguments_invalid`. */
function jobPath(id: string): `/api/jobs/${string}` {
  if (/^[0-9a-f-]{36}$/i.test(id)) return `/api/jobs/${id}`;
  throw new ForgeError('arguments_invalid.job_id', { id });
}
