import type { Knex } from 'knex';
import { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import { datasetCountsSchema, type DatasetPatch, type DatasetQuery } from '../../core/schema/api/datasets.ts';
import { datasetFormatSchema } from '../../core/schema/dataset-spec.ts';
import { numericText } from '../db/numeric-text.ts';
import type { ListPosition } from '../db/list-cursor.ts';

const rowSchema = z.object({
  id: z.string(),
  user_id: z.string(),
  state: z.enum(['storing', 'ready']),
  name: z.string(),
  name_key: z.string(),
  description: z.string(),
  format: datasetFormatSchema,
  counts: datasetCountsSchema,
  class_names: z.string(),
  bytes: numericText,
  sha256: z.string(),
  price_amount: numericText,
  price_currency: z.string(),
  video: z.string(),
  /** Datasets saved before precision was selectable do not state it. */
  engine: z.object({ modelId: z.string(), backend: z.string(), precision: z.string().default('fp32') }).nullable(),
  previews: z.int(),
  created_at: z.date(),
});
export type DatasetRow = Readonly<z.infer<typeof rowSchema>>;

const usageSchema = z.object({ bytes: numericText, count: numericText });

/** The column and direction of each sort order; the id breaks ties. */
const SORTS = {
  newest: { column: 'created_at', descending: true },
  oldest: { column: 'created_at', descending: false },
  name: { column: 'name_key', descending: false },
  largest: { column: 'bytes', descending: true },
} as const;

/** The table `datasets`. Queries for a user always take the owner's id. */
export class DatasetsRepo {
  constructor(private readonly knex: Knex) {}

  /**
   * Inserts a dataset whose files are about to be stored, unless it would exceed its owner's quota. Uploads
   * of one owner are serialized.
   *
   * @returns false where the quota does not allow it
   * @throws `not_signed_in` where the account was deleted meanwhile
   */
  async insertStoring(row: Omit<DatasetRow, 'state' | 'previews'>, quotaBytes: number): Promise<boolean> {
    return this.knex.transaction(async (transaction) => {
      const owner = (await transaction('users').where({ id: row.user_id }).forUpdate().select('id')) as unknown[];
      if (owner.length === 0) throw new ForgeError('not_signed_in.signed_out');
      const used = await new DatasetsRepo(transaction).usage(row.user_id);
      if (used.usedBytes + row.bytes > quotaBytes) return false;
      const json = { counts: JSON.stringify(row.counts), engine: row.engine && JSON.stringify(row.engine) };
      await transaction('datasets').insert({ ...row, ...json, state: 'storing', previews: 0 });
      return true;
    });
  }

  /** Marks a dataset as ready once its files are stored. Returns false where it was removed meanwhile. */
  async markReady(id: string, previews: number): Promise<boolean> {
    const query = this.knex('datasets').where({ id, state: 'storing' }).update({ state: 'ready', previews });
    return ((await query.returning('id')) as unknown[]).length > 0;
  }

  /** Removes a dataset whose saving never ended. */
  async removeStoring(id: string, userId: string): Promise<void> {
    await this.knex('datasets').where({ id, user_id: userId, state: 'storing' }).del();
  }

  async find(id: string, userId: string): Promise<DatasetRow | null> {
    const row = (await this.knex('datasets').where({ id, user_id: userId, state: 'ready' }).first()) as unknown;
    return row === undefined ? null : rowSchema.parse(row);
  }

  /** A page of the list and one row more where there is a next page. */
  async list(userId: string, query: DatasetQuery, after: ListPosition<string | number> | null): Promise<DatasetRow[]> {
    const { column, descending } = SORTS[query.sort];
    const direction = descending ? 'desc' : 'asc';
    const rows = this.knex('datasets').where({ user_id: userId, state: 'ready' });
    if (query.format) void rows.where({ format: query.format });
    if (query.search) {
      const wanted = query.search.toLowerCase();
      void rows.whereRaw('(strpos(name_key, ?) > 0 or strpos(class_names, ?) > 0)', [wanted, wanted]);
    }
    if (after) void rows.whereRaw(`(${column}, id) ${descending ? '<' : '>'} (?, ?)`, [after.value, after.id]);
    void rows.orderByRaw(`${column} ${direction}, id ${direction}`).limit(query.limit + 1);
    return z.array(rowSchema).parse(await rows);
  }

  async update(id: string, userId: string, patch: DatasetPatch): Promise<boolean> {
    const change = { ...patch, ...(patch.name === undefined ? {} : { name_key: patch.name.toLowerCase() }) };
    const query = this.knex('datasets').where({ id, user_id: userId, state: 'ready' }).update(change).returning('id');
    return ((await query) as unknown[]).length > 0;
  }

  async remove(id: string, userId: string): Promise<boolean> {
    const query = this.knex('datasets').where({ id, user_id: userId }).del().returning('id');
    return ((await query) as unknown[]).length > 0;
  }

  /** Bytes and number of the owner's datasets, those that are just being stored included. */
  async usage(userId: string): Promise<{ usedBytes: number; datasets: number }> {
    const query = this.knex('datasets').where({ user_id: userId });
    const row: unknown = await query.first(this.knex.raw('coalesce(sum(bytes), 0) as bytes, count(*) as count'));
    const { bytes, count } = usageSchema.parse(row);
    return { usedBytes: bytes, datasets: count };
  }

  async idsOf(userId: string): Promise<string[]> {
    return (await this.knex('datasets').where({ user_id: userId }).pluck('id')) as string[];
  }

  /** Which of these ids have a row, in any state. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    const found: unknown = await this.knex('datasets').whereIn('id', ids).pluck('id');
    return new Set(z.array(z.string()).parse(found));
  }

  /** Which of these ids have a row that is ready, or that was inserted since a time. */
  async readyOrBegunSince(ids: readonly string[], time: Date): Promise<Set<string>> {
    const query = this.knex('datasets')
      .whereIn('id', ids)
      .where((either) => void either.where({ state: 'ready' }).orWhere('created_at', '>=', time));
    return new Set(z.array(z.string()).parse(await query.pluck('id')));
  }

  /** Removes datasets whose files were being stored since before `time`. Returns their ids. */
  async removeStoringSince(time: Date): Promise<string[]> {
    const query = this.knex('datasets').where({ state: 'storing' }).where('created_at', '<', time).del();
    const removed: unknown = await query.returning('id');
    return z
      .array(z.object({ id: z.string() }))
      .parse(removed)
      .map(({ id }) => id);
  }

  /**
   * All datasets finished before a time, in the order of their ids, in batches: their id, size and number of
   * previews.
   */
  async *readyFiles(before: Date): AsyncGenerator<Pick<DatasetRow, 'id' | 'bytes' | 'previews'>> {
    const schema = z.array(z.object({ id: z.string(), bytes: numericText, previews: z.int() }));
    for (let last = '00000000-0000-0000-0000-000000000000'; ;) {
      const query = this.knex('datasets')
        .where({ state: 'ready' })
        .where('created_at', '<', before)
        .where('id', '>', last)
        .orderBy('id')
        .limit(500);
      const rows = schema.parse(await query.select('id', 'bytes', 'previews'));
      yield* rows;
      const end = rows.at(-1);
      if (!end) return;
      last = end.id;
    }
  }
}
