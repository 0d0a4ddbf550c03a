import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { ForgeError } from '../../core/errors.ts';
import { sha256Schema } from '../../core/schema/api/videos.ts';
import { visibleLine } from '../../core/schema/api/visible-text.ts';
import type { VideoLimits } from '../config.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { PartCutter } from './part-cutter.ts';
import { newPartKey } from './video-files.ts';
import { videoChunks } from './video-reader.ts';
import type { VideoRow, VideosRepo } from './videos.repo.ts';
import { removeVideoFiles } from './remove-files.ts';

/** A sender's description of a video before its bytes. */
interface AnnouncedVideo {
  readonly bytes: number;
  /** The file's name, for display. */
  readonly filename: string | null | undefined;
  /** SHA-256 of the whole content, in hex. */
  readonly sha256: string | null | undefined;
}

/** An upload whose bytes are on their way to the storage. */
interface Receiving {
  readonly id: string;
  readonly stop: AbortController;
  readonly done: Promise<number>;
}

/** Each part is stored before it is counted: at most this much is sent again after a crash. */
const PART_BYTES = 16 << 20;
const MAX_NAME = 200;

/**
 * Uploads of videos. A part of one is stored as a blob of its own and then counted in the database, which
 * alone decides what comes next: any process can receive any part, and none of them can remove or damage what
 * another one counted.
 */
export class VideoUploads {
  /** Running checks of this process, by video: further callers wait for the same one. */
  readonly #checks = new Map<string, Promise<void>>();
  /** The uploads that are just being received. */
  readonly #receiving = new Set<Receiving>();

  constructor(
    private readonly repo: VideosRepo,
    private readonly store: BlobStore,
    private readonly limits: VideoLimits,
    private readonly log: Logger,
  ) {}

  /**
   * Begins an upload.
   *
   * @returns its id, which is that of the video
   * @throws `request_invalid`, `request_too_large`, `quota_exceeded`, `not_signed_in`
   */
  async begin(userId: string, { bytes, filename, sha256 }: AnnouncedVideo): Promise<string> {
    const content = sha256Schema.safeParse(sha256);
    if (!content.success) throw new ForgeError('request_invalid.sha256');
    if (bytes < 1) throw new ForgeError('request_invalid.empty_file');
    if (bytes > this.limits.bytes)
      throw new ForgeError('request_too_large.video', { size: shownBytes(this.limits.bytes) });
    const id = randomUUID();
    const row = { id, user_id: userId, name: shownName(filename), bytes, sha256: content.data, created_at: new Date() };
    const left = await this.repo.insertUploading(row, this.limits.quotaBytes);
    if (left !== null) throw new ForgeError('quota_exceeded.videos', { size: shownBytes(left) });
    return id;
  }

  /**
   * An upload and its progress. One with all its bytes is checked first, in case a crash prevented that.
   * Throws `not_found` for all but the owner, and as `finish`.
   */
  async find(id: string, userId: string): Promise<VideoRow> {
    const row = await this.#row(id, userId);
    if (row.state === 'uploading' && row.received === row.bytes) await this.finish(row);
    return row;
  }

  /**
   * Receives bytes from the upload's offset on. Bytes that came before the sender disconnected are kept.
   *
   * @returns the upload's offset now
   * @throws `upload_conflict` where another sender was faster, `not_found`, `storage_full`,
   * `storage_unavailable`, the errors of reading the body
   */
  async receive(id: string, userId: string, body: AsyncIterable<Uint8Array>, offset: number): Promise<number> {
    const stop = new AbortController();
    const receiving = {
      id,
      stop,
      done: this.#receive(id, userId, new PartCutter(body, PART_BYTES, stop.signal), offset),
    };
    this.#receiving.add(receiving);
    try {
      return await receiving.done;
    } finally {
      this.#receiving.delete(receiving);
    }
  }

  /**
   * Prepares a resumed upload. What this process still receives of it ends and is counted first: its
   * connection may have broken without a word, and then up to a whole part would not be counted. Throws
   * `not_found`.
   */
  async takeOver(id: string, userId: string): Promise<void> {
    await this.#row(id, userId);
    const others = [...this.#receiving].filter((receiving) => receiving.id === id);
    for (const { stop } of others) stop.abort();
    await Promise.allSettled(others.map(({ done }) => done));
  }

  /**
   * Waits until the received bytes are stored and counted, once the connections have ended: otherwise a
   * server that ends would have them sent again.
   */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#receiving].map(({ done }) => done));
  }

  async #receive(id: string, userId: string, cutter: PartCutter, offset: number): Promise<number> {
    while (await cutter.hasMore()) {
      const start = offset + cutter.taken;
      const key = newPartKey(id, start);
      await this.store.put(key, cutter.part());
      // Where counting fails, its outcome is unknown: the blob stays, and a start quarantines uncounted ones.
      if (await this.repo.countPart(id, { start, bytes: offset + cutter.taken - start, key })) continue;
      await this.store.remove(key);
      await this.#row(id, userId);
      throw uploadConflict();
    }
    if (cutter.fault) throw cutter.fault.error;
    return offset + cutter.taken;
  }

  /**
   * Compares a complete video with its sender's size and hash. It is ready then; where its owner has the same
   * content already, that one stays and this one is removed; where it differs, it is removed. Throws
   * `upload_damaged`, `storage_unavailable`.
   */
  async finish(row: VideoRow): Promise<void> {
    if (row.state === 'ready') return;
    const running = this.#checks.get(row.id) ?? this.#check(row).finally(() => this.#checks.delete(row.id));
    this.#checks.set(row.id, running);
    await running;
  }

  /** Throws `not_found`, also for a video that is ready. */
  async cancel(id: string, userId: string): Promise<void> {
    await this.#row(id, userId);
    if (!(await this.repo.removeUploading(id))) throw unknownUpload();
    await removeVideoFiles(this.store, [id], this.log);
  }

  async #check({ id, bytes, sha256 }: VideoRow): Promise<void> {
    const hash = createHash('sha256');
    const parts = await this.repo.parts(id);
    for await (const chunk of videoChunks(this.store, parts, { start: 0, end: bytes - 1 })) hash.update(chunk);
    const isRight = hash.digest('hex') === sha256;
    const outcome = isRight ? await this.repo.markReady(id) : 'damaged';
    if (outcome === 'twin' || outcome === 'damaged') {
      if (await this.repo.removeUploading(id)) await removeVideoFiles(this.store, [id], this.log);
    }
    if (outcome === 'damaged') throw new ForgeError('upload_damaged.checksum');
  }

  async #row(id: string, userId: string): Promise<VideoRow> {
    const row = await this.repo.findAny(id, userId);
    if (!row) throw unknownUpload();
    return row;
  }
}

/** The name for display; a name with hidden characters is not shown at all. */
function shownName(filename: string | null | undefined): string {
  const name = visibleLine(MAX_NAME).safeParse((filename ?? '').slice(0, MAX_NAME));
  return name.success ? name.data : 'Video';
}

function shownBytes(bytes: number): string {
  const [unit, name] = bytes < 1e6 ? [1e3, 'kB'] : bytes < 1e9 ? [1e6, 'MB'] : [1e9, 'GB'];
  return `${Math.floor((bytes / unit) * 10) / 10} ${name}`;
}

const unknownUpload = (): ForgeError => new ForgeError('not_found.upload');

const uploadConflict = (cause?: unknown): ForgeError => new ForgeError('upload_conflict.elsewhere', {}, { cause });
