import { throwIfAborted } from '../../core/errors.ts';
import { isOpenJob, jobChangesSchema, type Job, type JobChanges } from '../../core/schema/api/jobs.ts';
import { listenToEvents } from './event-stream.ts';
import { fetchChanges } from './job-queries.ts';
import { isRetryableCall, abortableDelay } from './retry.ts';

/** After this many failed streams in a row, the server is polled instead. */
const STREAMS = 3;
/** Interval of polling, in milliseconds. */
export const POLL_MS = 2000;
/** After this many polls the stream is tried once more. */
const POLLS = 30;
/** Before the second stream; doubled before each further one. */
const BACK_OFF_MS = 1000;
/** The first event of a job comes at once. */
const SILENCE_MS = 10_000;

/**
 * Follows a job until it is over, through lost connections and restarts of the server.
 *
 * @param onChanges each frame and each entry of the log comes once, in order; the first call has all there is
 * so far
 * @returns the job as it ended
 * @throws `aborted`, `not_signed_in` and `not_found`
 */
export async function followJob(
  id: string,
  onChanges: (changes: JobChanges) => void,
  signal: AbortSignal,
): Promise<Job> {
  const changes = new ChangesSeen(onChanges);
  let failures = 0;
  let polls = 0;
  for (;;) {
    if (failures < STREAMS) failures = (await stream(id, changes, signal)) ? 1 : failures + 1;
    else polls += 1;
    throwIfAborted(signal);
    // Polling renews the access token if that was the cause, and reports a job that is gone.
    const ended = changes.ended ?? (await catchUp(id, changes, signal));
    if (ended) return ended;
    await abortableDelay(failures < STREAMS ? BACK_OFF_MS * 2 ** (failures - 1) : POLL_MS, signal);
    if (polls < POLLS) continue;
    polls = 0;
    failures = STREAMS - 1;
  }
}

/** The changes of a job that have been passed on. A new stream starts with those that are known already. */
class ChangesSeen {
  #revision = -1;
  #job: Job | null = null;
  #more = true;

  constructor(private readonly pass: (changes: JobChanges) => void) {}

  /** The last revision that has been passed on; -1 before the first. */
  get revision(): number {
    return this.#revision;
  }

  /** The job once it is over and all of its changes have come; null before. */
  get ended(): Job | null {
    return this.#job && !this.#more && !isOpenJob(this.#job.state) ? this.#job : null;
  }

  take(changes: JobChanges): void {
    const seen = this.#revision;
    const frames = changes.frames.filter(({ revision }) => revision > seen);
    const log = changes.log.filter(({ revision }) => revision > seen);
    const isNewer = changes.job.revision > (this.#job?.revision ?? -1);
    const last = Math.max(seen, ...frames.map(({ revision }) => revision), ...log.map(({ revision }) => revision));
    this.#revision = changes.more ? last : Math.max(last, changes.job.revision);
    this.#more = changes.more;
    if (isNewer) this.#job = changes.job;
    if (isNewer || frames.length > 0 || log.length > 0)
      this.pass({ ...changes, job: this.#job ?? changes.job, frames, log });
  }
}

/** Resolves to whether any data came before the stream ended. */
async function stream(id: string, changes: ChangesSeen, signal: AbortSignal): Promise<boolean> {
  const ended = new AbortController();
  return listenToEvents({
    // When the browser reconnects by itself, the server uses the last event's id instead.
    path: `/api/jobs/${id}/events?after=${changes.revision}`,
    event: 'changes',
    signal: AbortSignal.any([signal, ended.signal]),
    silenceMs: SILENCE_MS,
    onData(data) {
      changes.take(jobChangesSchema.parse(data));
      if (changes.ended) ended.abort();
    },
  });
}

/**
 * Requests everything that is new; after a retryable error it returns null, and the next poll tries again.
 */
async function catchUp(id: string, changes: ChangesSeen, signal: AbortSignal): Promise<Job | null> {
  try {
    for (;;) {
      const before = changes.revision;
      const news = await fetchChanges(id, before, signal);
      changes.take(news);
      if (!news.more || changes.revision === before) return changes.ended;
    }
  } catch (error) {
    if (!isRetryableCall(error)) throw error;
    return null;
  }
}
