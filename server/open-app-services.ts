import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ServerConfig } from './config.ts';
import { DATASETS_PREFIX } from './datasets/dataset-files.ts';
import { DatasetsRepo } from './datasets/datasets.repo.ts';
import { DatasetsService } from './datasets/datasets.service.ts';
import { openDatabase, type Database } from './db/database.ts';
import { JOBS_PREFIX } from './jobs/job-files.ts';
import { missingDatabaseError } from './reconcile/other-database.ts';
import type { BlobStore } from './storage/blob-store.ts';
import { openStore, describeStorage } from './storage/open-store.ts';
import { VIDEOS_PREFIX } from './videos/video-files.ts';
import { VideosRepo } from './videos/videos.repo.ts';
import { VideosService } from './videos/videos.service.ts';

/** The database, storage and services of every process of the app: the server, and separate workers. */
export interface AppServices {
  readonly database: Database;
  readonly store: BlobStore;
  readonly datasets: DatasetsService;
  readonly videos: VideosService;
  /**
   * Milliseconds: stored files younger than this may be ones that another process is just storing; 0 where
   * there is no other.
   */
  readonly youngFileMilliseconds: number;
}

const YOUNG_FILE_MILLISECONDS = 60 * 60_000;

/**
 * Opens the database and the storage. Throws `data_folder_in_use`, `database_unavailable`,
 * `storage_unavailable`, `files_unknown`.
 */
export async function openAppServices(config: ServerConfig, log: Logger): Promise<AppServices> {
  const database = await openDatabase({ ...config, onMissing: () => expectNoFiles(config) }, log);
  try {
    const youngFileMilliseconds = database.kind === 'embedded' ? 0 : YOUNG_FILE_MILLISECONDS;
    const store = await openStore(config, youngFileMilliseconds);
    const { knex } = database;
    const datasets = new DatasetsService(new DatasetsRepo(knex), store, config.pricing, config.quotaBytes, log);
    const reading = config.s3 ? 'network' : 'fileSystem';
    const videos = new VideosService(new VideosRepo(knex), store, reading, config.videos.keepDays, log);
    return { database, store, datasets, videos, youngFileMilliseconds };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Throws `files_unknown` where there are stored files but no database: a new one would be taken for theirs,
 * and a backup copied over it would mix with it. The settings can accept that.
 */
async function expectNoFiles(config: ServerConfig): Promise<void> {
  if (config.acceptEmptyDatabase) return;
  const store = await openStore(config, 0);
  for (const prefix of [DATASETS_PREFIX, VIDEOS_PREFIX, JOBS_PREFIX])
    if (!(await store.list(prefix).next()).done)
      throw missingDatabaseError(join(config.dataDir, 'database'), describeStorage(config));
}
