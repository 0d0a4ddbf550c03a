import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { datasetPrice, type Pricing } from '../../core/dataset/price.ts';
import { errorFromData, ForgeError } from '../../core/errors.ts';
import type {
  Dataset,
  DatasetPage,
  DatasetPatch,
  DatasetQuery,
  DatasetUpload,
} from '../../core/schema/api/datasets.ts';
import type { EngineRun } from '../../core/schema/project.ts';
import { visibleLine } from '../../core/schema/api/visible-text.ts';
import type { BlobStore, ByteRange } from '../storage/blob-store.ts';
import { ARCHIVE_LIMITS, checkArchive, type CheckedArchive } from './archive/check-archive.ts';
import { renderPreviews } from './archive/previews.ts';
import { ZipReader } from './archive/zip-reader.ts';
import { decodeDatasetCursor, encodeDatasetCursor } from './dataset-cursor.ts';
import type { DatasetRow, DatasetsRepo } from './datasets.repo.ts';
import { archiveKey, datasetPrefix, previewKey } from './dataset-files.ts';
import type { ReceivedArchive } from './received-archive.ts';

/** An archive for download. */
interface ArchiveDownload {
  readonly dataset: Dataset;
  /** Bytes of the whole archive. */
  readonly bytes: number;
  open(range?: ByteRange): Promise<Readable>;
}

const PREVIEWS = { count: 12, side: 640 } as const;

/** Finished datasets: checked on upload, kept in the storage, visible to their owners alone. */
export class DatasetsService {
  constructor(
    private readonly repo: DatasetsRepo,
    private readonly store: BlobStore,
    private readonly pricing: Pricing,
    private readonly quotaBytes: number,
    private readonly log: Logger,
  ) {}

  /**
   * Saves an uploaded archive: checks it, inserts its row, stores the files, and only then marks it ready. A
   * failure on the way leaves nothing.
   *
   * @param archive the uploaded file; the caller removes it
   * @param id the dataset's, where it is known before: remains of an earlier attempt under the same id are
   * removed
   * @throws `archive_invalid`, `archive_unsafe`, `archive_too_large`, `quota_exceeded`, `storage_full`,
   * `storage_unavailable`, `aborted`
   */
  async save(
    userId: string,
    archive: ReceivedArchive,
    fields: DatasetUpload,
    signal?: AbortSignal,
    id?: string,
  ): Promise<Dataset> {
    if (id !== undefined) await this.repo.removeStoring(id, userId);
    const zip = await ZipReader.open(archive.path, ARCHIVE_LIMITS);
    try {
      return await this.#save(userId, archive, zip, fields, signal, id);
    } finally {
      zip.close();
    }
  }

  /** Throws `request_invalid` for a cursor of another list. */
  async list(userId: string, query: DatasetQuery): Promise<DatasetPage> {
    const after = query.cursor === undefined ? null : decodeDatasetCursor(query.cursor, query.sort);
    const rows = await this.repo.list(userId, query, after);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const more = rows.length > page.length && last !== undefined;
    return { datasets: page.map(datasetOf), nextCursor: more ? encodeDatasetCursor(last, query.sort) : null };
  }

  /** Whether a dataset with this id is completely saved. */
  async isSaved(id: string, userId: string): Promise<boolean> {
    return (await this.repo.find(id, userId)) !== null;
  }

  /** Throws `not_found` for all but the owner. */
  async find(id: string, userId: string): Promise<Dataset> {
    return datasetOf(await this.#row(id, userId));
  }

  /** Throws `not_found`. */
  async change(id: string, userId: string, patch: DatasetPatch): Promise<Dataset> {
    if (!(await this.repo.update(id, userId, patch))) throw unknownDataset();
    return this.find(id, userId);
  }

  /**
   * Throws `not_found`. The files follow the row: files that a crash leaves are quarantined at the next
   * start.
   */
  async remove(id: string, userId: string): Promise<void> {
    await this.#row(id, userId);
    if (!(await this.repo.remove(id, userId))) throw unknownDataset();
    await this.#removeFilesOf([id]);
  }

  /** Throws `not_found`, `storage_unavailable`. */
  async download(id: string, userId: string): Promise<ArchiveDownload> {
    const row = await this.#row(id, userId);
    const open = (range?: ByteRange) => this.store.open(archiveKey(id), range);
    return { dataset: datasetOf(row), bytes: row.bytes, open };
  }

  /** A preview picture (archive/previews.ts). Throws `not_found`, `storage_unavailable`. */
  async preview(id: string, userId: string, index: number): Promise<Readable> {
    const { previews } = await this.#row(id, userId);
    if (index >= previews) throw unknownDataset();
    return this.store.open(previewKey(id, index));
  }

  usage(userId: string) {
    return this.repo.usage(userId);
  }

  /**
   * Returns a function that removes the files of an account's datasets; call it once the account is deleted.
   */
  async forget(userId: string): Promise<() => Promise<void>> {
    const ids = await this.repo.idsOf(userId);
    return () => this.#removeFilesOf(ids);
  }

  async #save(
    userId: string,
    archive: ReceivedArchive,
    zip: ZipReader,
    fields: DatasetUpload,
    signal: AbortSignal | undefined,
    id: string | undefined,
  ): Promise<Dataset> {
    const checked = await checkArchive(zip, signal);
    const file = { sha256: archive.sha256, bytes: zip.archiveBytes };
    const row = this.#rowOf(id ?? randomUUID(), userId, checked, file, fields);
    if (!(await this.repo.insertStoring(row, this.quotaBytes))) throw new ForgeError('quota_exceeded.dataset');
    try {
      const previews = await this.#storeFiles(row.id, archive, zip, checked, signal);
      if (!(await this.repo.markReady(row.id, previews))) throw new ForgeError('not_found.account_deleted');
      return datasetOf({ ...row, state: 'ready', previews });
    } catch (error) {
      await this.#forget(row.id, () => this.repo.remove(row.id, userId), error);
      throw error;
    }
  }

  async #row(id: string, userId: string): Promise<DatasetRow> {
    const row = await this.repo.find(id, userId);
    if (!row) throw unknownDataset();
    return row;
  }

  #rowOf(
    id: string,
    userId: string,
    { metadata, counts }: CheckedArchive,
    { sha256, bytes }: { readonly sha256: string; readonly bytes: number },
    fields: DatasetUpload,
  ) {
    const ownName = visibleLine(100).safeParse(metadata.dataset.slice(0, 100));
    const name = fields.name ?? (ownName.success ? ownName.data : 'Dataset');
    return {
      id,
      user_id: userId,
      name,
      name_key: name.toLowerCase(),
      description: fields.description ?? '',
      format: metadata.format,
      counts,
      class_names: counts.classes.map((each) => each.name.toLowerCase()).join('\n'),
      bytes,
      sha256,
      price_amount: datasetPrice(counts.frames, counts.classes.length, this.pricing),
      price_currency: this.pricing.currency,
      video: metadata.video.name.replaceAll('\0', ''),
      engine: metadata.engine && engineOf(metadata.engine),
      created_at: new Date(),
    };
  }

  /** Returns how many previews were stored. */
  async #storeFiles(
    id: string,
    { path, onDisk }: ReceivedArchive,
    zip: ZipReader,
    checked: CheckedArchive,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    let previews = 0;
    for await (const { index, bytes } of renderPreviews(zip, checked, PREVIEWS, signal)) {
      await this.store.put(previewKey(id, index), [bytes]);
      previews = index + 1;
    }
    await onDisk;
    await this.store.put(archiveKey(id), path);
    return previews;
  }

  async #removeFiles(id: string): Promise<void> {
    for await (const { key } of this.store.list(datasetPrefix(id))) await this.store.remove(key);
  }

  /**
   * Removes the files of datasets whose rows are deleted. Files that cannot be removed are quarantined at the
   * next start.
   */
  async #removeFilesOf(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      try {
        await this.#removeFiles(id);
      } catch (error) {
        this.log.warn({ id, err: error }, 'the files of a deleted dataset are left for the next start');
      }
    }
  }

  /**
   * Rolls a failed upload back. The next start cleans up what cannot be removed now; the first error is the
   * one to report.
   */
  async #forget(id: string, removeRow: () => Promise<unknown>, reason: unknown): Promise<void> {
    try {
      await this.#removeFiles(id);
      await removeRow();
    } catch (error) {
      const cause = new AggregateError([reason, error], 'an upload failed, and so did taking it back');
      if (reason instanceof ForgeError) throw errorFromData(reason, { cause });
      throw new ForgeError('internal.detail', { detail: cause.message }, { cause });
    }
  }
}

const unknownDataset = (): ForgeError => new ForgeError('not_found.dataset');

function datasetOf(row: DatasetRow): Dataset {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    format: row.format,
    counts: row.counts,
    bytes: row.bytes,
    sha256: row.sha256,
    price: { amount: row.price_amount, currency: row.price_currency },
    createdAt: row.created_at.toISOString(),
    video: row.video,
    engine: row.engine,
    previews: row.previews,
  };
}

const engineOf = ({ modelId, backend, precision }: EngineRun) => ({ modelId, backend, precision });
