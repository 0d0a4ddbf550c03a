import type { Knex } from 'knex';
import { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';
import { numericText } from '../db/numeric-text.ts';
import type { VideoPart } from './video-reader.ts';

const rowSchema = z.object({
  id: z.string(),
  user_id: z.string(),
  state: z.enum(['uploading', 'ready']),
  name: z.string(),
  bytes: numericText,
  sha256: z.string(),
  received: numericText,
  created_at: z.date(),
  used_at: z.date(),
});
export type VideoRow = Readonly<z.infer<typeof rowSchema>>;

const partSchema = z.object({ start: numericText, bytes: numericText, key: z.string() });
const usageSchema = z.object({ bytes: numericText, count: numericText });

const OPEN_JOBS = ['queued', 'running', 'paused'];
const UNIQUE_VIOLATION = '23505';

/** The tables `videos` and `video_parts`. Queries for a user take the owner's id. */
export class VideosRepo {
  constructor(private readonly knex: Knex) {}

  /**
   * Inserts a video that is about to come in, unless it would exceed its owner's quota. Uploads of one owner
   * are serialized.
   *
   * @returns null where it is inserted, and otherwise the bytes that the owner has left
   * @throws `not_signed_in` where the account was deleted meanwhile
   */
  async insertUploading(
    row: Omit<VideoRow, 'state' | 'received' | 'used_at'>,
    quotaBytes: number,
  ): Promise<number | null> {
    return this.knex.transaction(async (transaction) => {
      const owner = (await transaction('users').where({ id: row.user_id }).forUpdate().select('id')) as unknown[];
      if (owner.length === 0) throw new ForgeError('not_signed_in.signed_out');
      const { usedBytes } = await new VideosRepo(transaction).usage(row.user_id);
      if (usedBytes + row.bytes > quotaBytes) return Math.max(0, quotaBytes - usedBytes);
      await transaction('videos').insert({ ...row, state: 'uploading', received: 0, used_at: row.created_at });
      return null;
    });
  }

  /** A video, ready or still coming in. */
  async findAny(id: string, userId: string): Promise<VideoRow | null> {
    const row = (await this.knex('videos').where({ id, user_id: userId }).first()) as unknown;
    return row === undefined ? null : rowSchema.parse(row);
  }

  async findReady(id: string, userId: string): Promise<VideoRow | null> {
    const row = await this.findAny(id, userId);
    return row?.state === 'ready' ? row : null;
  }

  /** Newest first. */
  async listReady(userId: string, sha256?: string): Promise<VideoRow[]> {
    const query = this.knex('videos').where({ user_id: userId, state: 'ready' });
    if (sha256 !== undefined) void query.where({ sha256 });
    return z.array(rowSchema).parse(await query.orderBy('created_at', 'desc').orderBy('id'));
  }

  /**
   * Counts a stored part: visible to all processes at once, and only where it begins with the next wanted
   * byte.
   *
   * @returns false where it does not, or the upload has ended
   */
  async countPart(id: string, part: VideoPart): Promise<boolean> {
    return this.knex.transaction(async (transaction) => {
      const counted: unknown[] = await transaction('videos')
        .where({ id, state: 'uploading', received: part.start })
        .update({ received: part.start + part.bytes, used_at: new Date() })
        .returning('id');
      if (counted.length > 0) await transaction('video_parts').insert({ video_id: id, ...part });
      return counted.length > 0;
    });
  }

  /** In the order of their bytes. */
  async parts(id: string): Promise<VideoPart[]> {
    const query = this.knex('video_parts').where({ video_id: id }).orderBy('start').select('start', 'bytes', 'key');
    return z.array(partSchema).parse(await query);
  }

  /**
   * Makes a checked video ready. `twin`: its owner has the same content already. `gone`: it was removed or
   * made ready meanwhile.
   */
  async markReady(id: string): Promise<'ready' | 'twin' | 'gone'> {
    try {
      const query = this.knex('videos')
        .where({ id, state: 'uploading' })
        .update({ state: 'ready', used_at: new Date() });
      return ((await query.returning('id')) as unknown[]).length > 0 ? 'ready' : 'gone';
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return 'twin';
      throw error;
    }
  }

  /** Notes that a job uses it now. Returns false where it was removed. */
  async touch(id: string): Promise<boolean> {
    const query = this.knex('videos').where({ id, state: 'ready' }).update({ used_at: new Date() });
    return ((await query.returning('id')) as unknown[]).length > 0;
  }

  /** Removes an upload that did not become a video. Returns false where there is none. */
  async removeUploading(id: string): Promise<boolean> {
    const query = this.knex('videos').where({ id, state: 'uploading' }).del();
    return ((await query.returning('id')) as unknown[]).length > 0;
  }

  /**
   * Removes a ready video, unless an open job needs it: no job can begin with it in between.
   *
   * @param unusedSince only where it was not used since then
   */
  async removeReady(id: string, userId: string, unusedSince?: Date): Promise<'removed' | 'in use' | 'gone'> {
    return this.knex.transaction(async (transaction) => {
      const query = transaction('videos').where({ id, user_id: userId, state: 'ready' });
      if (unusedSince) void query.where('used_at', '<', unusedSince);
      const locked = (await query.forUpdate().select('id')) as unknown[];
      if (locked.length === 0) return 'gone';
      const jobs: unknown = await transaction('jobs').where({ video_id: id }).whereIn('state', OPEN_JOBS).first('id');
      if (jobs !== undefined) return 'in use';
      await transaction('videos').where({ id }).del();
      return 'removed';
    });
  }

  /** Bytes and number of the owner's videos, those that are still coming in at their whole size. */
  async usage(userId: string): Promise<{ usedBytes: number; videos: number }> {
    const query = this.knex('videos').where({ user_id: userId });
    const row: unknown = await query.first(this.knex.raw('coalesce(sum(bytes), 0) as bytes, count(*) as count'));
    const { bytes, count } = usageSchema.parse(row);
    return { usedBytes: bytes, videos: count };
  }

  async idsOf(userId: string): Promise<string[]> {
    return (await this.knex('videos').where({ user_id: userId }).pluck('id')) as string[];
  }

  /** Which of these ids have a row, in any state. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    return new Set(z.array(z.string()).parse(await this.knex('videos').whereIn('id', ids).pluck('id')));
  }

  /** Which of these keys are parts of videos. */
  async existingKeys(keys: readonly string[]): Promise<Set<string>> {
    const found: unknown = await this.knex('video_parts').whereIn('key', keys).pluck('key');
    return new Set(z.array(z.string()).parse(found));
  }

  /** Counts every video and upload as used at a time. Returns how many there are. */
  async countAsUsed(time: Date): Promise<number> {
    return this.knex('videos').update({ used_at: time });
  }

  /** Removes uploads without new bytes since a time. Returns their ids. */
  async removeUploadsUnusedSince(time: Date): Promise<string[]> {
    const removed: unknown = await this.knex('videos')
      .where({ state: 'uploading' })
      .where('used_at', '<', time)
      .del()
      .returning('id');
    return z
      .array(z.object({ id: z.string() }))
      .parse(removed)
      .map(({ id }) => id);
  }

  /** Ready videos that were not used since a time. */
  async readyUnusedSince(time: Date): Promise<Pick<VideoRow, 'id' | 'user_id'>[]> {
    const rows: unknown = await this.knex('videos')
      .where({ state: 'ready' })
      .where('used_at', '<', time)
      .select('id', 'user_id');
    return z.array(rowSchema.pick({ id: true, user_id: true })).parse(rows);
  }
}
