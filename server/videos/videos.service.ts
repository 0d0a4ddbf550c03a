import { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { ForgeError } from '../../core/errors.ts';
import type { StoredVideo } from '../../core/schema/api/videos.ts';
import type { StoredVideoFile } from '../../node/frames/stored-video.ts';
import type { BlobStore, ByteRange } from '../storage/blob-store.ts';
import { removeVideoFiles } from './remove-files.ts';
import { readVideoRange, videoChunks } from './video-reader.ts';
import type { VideoRow, VideosRepo } from './videos.repo.ts';

/** A video for download. */
interface VideoDownload {
  readonly video: StoredVideo;
  open(range?: ByteRange): Readable;
}

const DAY_MILLISECONDS = 24 * 3600_000;
/** Uploads without new bytes for this many days are abandoned. */
const UPLOAD_DAYS = 2;

/**
 * Videos in the account: whole, checked, and visible to their owners alone. Uploads are in video-uploads.ts.
 */
export class VideosService {
  constructor(
    private readonly repo: VideosRepo,
    private readonly store: BlobStore,
    /** How far away the storage is: `network` or `fileSystem`. */
    private readonly access: StoredVideoFile['access'],
    private readonly keepDays: number,
    private readonly log: Logger,
  ) {}

  /** Newest first. @param sha256 only the one with this content */
  async list(userId: string, sha256?: string): Promise<StoredVideo[]> {
    return (await this.repo.listReady(userId, sha256)).map(videoOf);
  }

  /** Throws `not_found` for all but the owner. */
  async find(id: string, userId: string): Promise<StoredVideo> {
    return videoOf(await this.#row(id, userId));
  }

  /** Throws `not_found`, and `job_state_conflict` while an open job needs it. */
  async remove(id: string, userId: string): Promise<void> {
    const outcome = await this.repo.removeReady(id, userId);
    if (outcome === 'gone') throw unknownVideo();
    if (outcome === 'in use') throw new ForgeError('job_state_conflict.video_in_use');
    await removeVideoFiles(this.store, [id], this.log);
  }

  /** Throws `not_found`; the opened stream throws `storage_unavailable`. */
  async content(id: string, userId: string): Promise<VideoDownload> {
    const video = videoOf(await this.#row(id, userId));
    const parts = await this.repo.parts(id);
    const whole = { start: 0, end: video.bytes - 1 };
    const open = (range: ByteRange = whole) =>
      Readable.from(videoChunks(this.store, parts, range), { objectMode: false });
    return { video, open };
  }

  /** The video for a job that works on it now, to be read by ranges. Throws `not_found`. */
  async openForWork(id: string, userId: string): Promise<StoredVideoFile> {
    const { name, bytes: size } = await this.#row(id, userId);
    if (!(await this.repo.touch(id))) throw unknownVideo();
    const parts = await this.repo.parts(id);
    const read = (start: number, end: number) =>
      readVideoRange(this.store, parts, Math.min(start, size), Math.min(end, size));
    return { name, size, read, access: this.access };
  }

  usage(userId: string) {
    return this.repo.usage(userId);
  }

  /**
   * Returns a function that removes the files of an account's videos; call it once the account is deleted.
   */
  async forget(userId: string): Promise<() => Promise<void>> {
    const ids = await this.repo.idsOf(userId);
    return () => removeVideoFiles(this.store, ids, this.log);
  }

  /**
   * Removes abandoned uploads, and videos that no job has needed for long.
   *
   * @returns how many of each
   */
  async sweep(now: Date): Promise<{ uploads: number; videos: number }> {
    const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MILLISECONDS);
    const uploads = await this.repo.removeUploadsUnusedSince(daysAgo(UPLOAD_DAYS));
    const unusedSince = daysAgo(this.keepDays);
    const videos: string[] = [];
    for (const { id, user_id } of await this.repo.readyUnusedSince(unusedSince))
      if ((await this.repo.removeReady(id, user_id, unusedSince)) === 'removed') videos.push(id);
    await removeVideoFiles(this.store, [...uploads, ...videos], this.log);
    if (uploads.length > 0 || videos.length > 0) this.log.info({ uploads, videos }, 'unused videos were removed');
    return { uploads: uploads.length, videos: videos.length };
  }

  async #row(id: string, userId: string): Promise<VideoRow> {
    const row = await this.repo.findReady(id, userId);
    if (!row) throw unknownVideo();
    return row;
  }
}

const unknownVideo = (): ForgeError => new ForgeError('not_found.video');

function videoOf({ id, name, bytes, sha256, created_at, used_at }: VideoRow): StoredVideo {
  return { id, name, bytes, sha256, createdAt: created_at.toISOString(), usedAt: used_at.toISOString() };
}
