import type { Knex } from 'knex';
import PgBoss from 'pg-boss';
import type { Logger } from 'pino';
import { z } from 'zod';
import { queryDirectly, type Database } from '../db/database.ts';

const QUEUE = 'tasks';
const dataSchema = z.object({ taskId: z.uuid() });

/** An entry that was taken out of the queue, and its task. */
interface QueueEntry {
  readonly entryId: string;
  readonly taskId: string;
}

/**
 * The tasks that wait for a worker, in the order of their turns: pg-boss on the app's own database.
 * Everything happens in the caller's transaction, so a task and its entry are there together or not at all.
 * An entry leaves the queue when it is taken: from then on the task's own row names its worker
 * (tasks.repo.ts), and a lost worker's task gets a new entry.
 */
export class JobQueue {
  private constructor(private readonly boss: PgBoss) {}

  /** Creates the queue's tables where they are missing. */
  static async open(database: Database, log: Logger): Promise<JobQueue> {
    const executeSql = (text: string, values?: unknown[]) =>
      values ? queryDirectly(database.knex, text, values) : database.script(text);
    // Nothing expires or is archived: no entry stays longer than its task waits.
    const boss = new PgBoss({ db: asDb(executeSql), supervise: false, schedule: false });
    boss.on('error', (error) => log.error({ err: error }, 'the queue failed'));
    await boss.start();
    await boss.createQueue(QUEUE);
    return new JobQueue(boss);
  }

  /**
   * Adds an entry for a task.
   *
   * @param turn the smallest first; ties in order of arrival
   * @param delaySeconds before the entry can be taken
   * @returns the id of the entry
   */
  async put(transaction: Knex, taskId: string, turn: number, delaySeconds = 0): Promise<string> {
    const options = {
      priority: -turn,
      db: within(transaction),
      ...(delaySeconds > 0 ? { startAfter: delaySeconds } : {}),
    };
    const id = await this.boss.send(QUEUE, { taskId }, options);
    if (id === null) throw new Error('the queue took no entry');
    return id;
  }

  /**
   * Takes the next entry in turn out of the queue; null where none waits. Entries that others are just taking
   * are skipped.
   */
  async take(transaction: Knex): Promise<QueueEntry | null> {
    const db = within(transaction);
    const [entry] = await this.boss.fetch<unknown>(QUEUE, { batchSize: 1, db });
    if (!entry) return null;
    await this.boss.deleteJob(QUEUE, entry.id, { db });
    return { entryId: entry.id, taskId: dataSchema.parse(entry.data).taskId };
  }

  async remove(transaction: Knex, entryIds: readonly string[]): Promise<void> {
    if (entryIds.length > 0) await this.boss.deleteJob(QUEUE, [...entryIds], { db: within(transaction) });
  }

  async close(): Promise<void> {
    await this.boss.stop({ graceful: false });
  }
}

const within = (transaction: Knex): PgBoss.Db => asDb((text, values) => queryDirectly(transaction, text, values ?? []));

/** pg-boss's own types say `any` where it reads columns by name. */
const asDb = (executeSql: (text: string, values?: unknown[]) => Promise<unknown>): PgBoss.Db =>
  ({ executeSql }) as PgBoss.Db;
