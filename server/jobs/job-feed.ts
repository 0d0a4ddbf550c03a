import type { Logger } from 'pino';
import type { Job, JobChanges } from '../../core/schema/api/jobs.ts';
import { jobOf } from './job-view.ts';
import type { JobsRepo } from './jobs.repo.ts';
import type { JobsService } from './jobs.service.ts';

/** A subscriber to the changes of one job. */
interface JobListener {
  readonly jobId: string;
  readonly userId: string;
  /** The last revision that was sent to it. */
  after: number;
  /**
   * Returns false where the subscriber cannot take more at the moment: it gets all changes together later.
   */
  send(changes: JobChanges): boolean;
}

/** A subscriber to the changes of all jobs of a user. */
interface OwnerListener {
  readonly userId: string;
  readonly seen: Map<string, number>;
  send(job: Job): void;
}

/** Workers may be other processes, so the database is polled: once for all subscribers. */
const ASK_EVERY_MILLISECONDS = 500;
/** Changes can become visible later than others that began after them: rows are looked at for this long. */
const OVERLAP_SECONDS = 10;

/**
 * Sends changes of jobs to subscribers. It costs two queries for all of them, and two for each job that
 * changed.
 */
export class JobFeed {
  readonly #listeners = new Set<JobListener>();
  readonly #owners = new Set<OwnerListener>();
  #timer: NodeJS.Timeout | null = null;
  #asking: Promise<void> | null = null;
  #again = false;

  constructor(
    private readonly jobs: JobsRepo,
    private readonly service: Pick<JobsService, 'changes'>,
    private readonly log: Logger,
  ) {}

  /** Subscribes; returns the unsubscribe function. */
  listen(listener: JobListener): () => void {
    this.#listeners.add(listener);
    this.#run();
    return () => this.#leave(() => this.#listeners.delete(listener));
  }

  /** As listen, for all jobs of a user: those that change from now on. */
  listenToAll(listener: OwnerListener): () => void {
    this.#owners.add(listener);
    this.#run();
    return () => this.#leave(() => this.#owners.delete(listener));
  }

  /** A job changed in this process: polls at once. */
  nudge(): void {
    if (this.#timer) this.#ask();
  }

  close(): void {
    this.#listeners.clear();
    this.#owners.clear();
    this.#leave(() => undefined);
  }

  get size(): number {
    return this.#listeners.size + this.#owners.size;
  }

  #run(): void {
    this.#timer ??= setInterval(() => this.#ask(), ASK_EVERY_MILLISECONDS).unref();
    this.#ask();
  }

  #leave(remove: () => void): void {
    remove();
    if (this.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Runs one poll at a time; another one follows for changes in between. */
  #ask(): void {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = this.#tell()
      .catch((error: unknown) => this.log.warn({ err: error }, 'changes of jobs could not be told'))
      .finally(() => {
        this.#asking = null;
        if (!this.#again) return;
        this.#again = false;
        this.#ask();
      });
  }

  async #tell(): Promise<void> {
    if (this.#listeners.size > 0) await this.#tellJobs();
    if (this.#owners.size > 0) await this.#tellOwners();
  }

  async #tellJobs(): Promise<void> {
    const revisions = await this.jobs.revisions([...new Set([...this.#listeners].map(({ jobId }) => jobId))]);
    const behind = new Map<string, JobListener[]>();
    for (const listener of this.#listeners) {
      if ((revisions.get(listener.jobId) ?? -1) <= listener.after) continue;
      const key = `${listener.jobId} ${listener.userId} ${listener.after}`;
      behind.set(key, [...(behind.get(key) ?? []), listener]);
    }
    for (const listeners of behind.values()) {
      const [first] = listeners;
      if (!first) continue;
      const changes = await this.service.changes(first.jobId, first.userId, first.after);
      for (const listener of listeners) if (listener.send(changes)) listener.after = changes.job.revision;
      if (changes.more) this.#again = true;
    }
  }

  async #tellOwners(): Promise<void> {
    const userIds = [...new Set([...this.#owners].map(({ userId }) => userId))];
    const rows = await this.jobs.changedWithin(userIds, OVERLAP_SECONDS);
    for (const row of rows) {
      for (const owner of this.#owners) {
        if (owner.userId !== row.user_id || (owner.seen.get(row.id) ?? -1) >= row.revision) continue;
        owner.seen.set(row.id, row.revision);
        owner.send(jobOf(row));
      }
    }
  }
}
