import type { Logger } from 'pino';
import type { ServerConfig } from './config.ts';
import { DatasetsRepo } from './datasets/datasets.repo.ts';
import { DatasetsService } from './datasets/datasets.service.ts';
import { openDatabase, type Database } from './db/database.ts';
import type { BlobStore } from './storage/blob-store.ts';
import { openStore } from './storage/open-store.ts';
import { VideosRepo } from './videos/videos.repo.ts';
import { VideosService } from './videos/videos.service.ts';

/** What every process of the app works with: the server, and workers of their own. */
export interface Content {
  readonly database: Database;
  readonly store: BlobStore;
  readonly datasets: DatasetsService;
  readonly videos: VideosService;
  /** Milliseconds: what is younger in the storage may be what another process is just storing; 0 where there is no other. */
  readonly patience: number;
}

const PATIENCE_MILLISECONDS = 60 * 60_000;

/** Opens the database and the storage. Throws `data_folder_in_use`, `database_unavailable`, `storage_unavailable`. */
export async function openContent(config: ServerConfig, log: Logger): Promise<Content> {
  const database = await openDatabase(config, log);
  try {
    const patience = database.kind === 'embedded' ? 0 : PATIENCE_MILLISECONDS;
    const store = await openStore(config, patience);
    const { knex } = database;
    const datasets = new DatasetsService(new DatasetsRepo(knex), store, config.pricing, config.quotaBytes, log);
    const reading = config.s3 ? 'network' : 'fileSystem';
    const videos = new VideosService(new VideosRepo(knex), store, reading, config.videos.keepDays, log);
    return { database, store, datasets, videos, patience };
  } catch (error) {
    await database.close();
    throw error;
  }
}
