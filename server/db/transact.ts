import type { Knex } from 'knex';
import { z } from 'zod';

/**
 * PostgreSQL ended one of two transactions that waited for each other (40P01), or that could not be brought
 * into an order (40001).
 */
const CLASHED = z.object({ code: z.enum(['40P01', '40001']) });
const ATTEMPTS = 4;

/**
 * Runs a transaction and repeats one that clashed with another. It may have no effects outside the database
 * before it ends.
 */
export async function transact<T>(knex: Knex, work: (transaction: Knex.Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await knex.transaction(work);
    } catch (error) {
      if (attempt === ATTEMPTS || !CLASHED.safeParse(error).success) throw error;
    }
  }
}
