import type { Knex } from 'knex';
import { TasksRepo } from './tasks.repo.ts';

/**
 * The turn of a user's next job: start-time fair queuing (Goyal, Vin, Cheng 1996) with every task as long as
 * every other. A user without jobs comes next, however many jobs others have waiting; a user with many takes
 * turns with the others. A job of a higher priority passes over the user's own jobs of lower ones.
 *
 * @param priority -1 low, 0 normal, 1 high
 */
export async function nextTurn(transaction: Knex, userId: string, priority: number): Promise<number> {
  const tasks = new TasksRepo(transaction);
  const last = await tasks.lastTurnOf(userId, priority);
  return Math.max(await tasks.turnNow(), last === null ? 0 : last + 1);
}
