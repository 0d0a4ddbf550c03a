import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { AccountsRepo } from '../auth/accounts.repo.ts';
import type { ServerConfig } from '../config.ts';
import { datasetPrefix } from '../datasets/dataset-files.ts';
import { DatasetsRepo } from '../datasets/datasets.repo.ts';
import { damagedDatasets, datasetFiles } from '../datasets/owned-files.ts';
import { JobsRepo } from '../jobs/jobs.repo.ts';
import { jobFiles } from '../jobs/owned-files.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import { describeStorage } from '../storage/open-store.ts';
import { quarantinePrefix } from '../storage/quarantine.ts';
import { surveyBlobs, type FileOwner, type BlobSurvey } from '../storage/stored-files.ts';
import { videoFiles } from '../videos/owned-files.ts';
import { VideosRepo } from '../videos/videos.repo.ts';
import { compareSurveys, isOtherDatabase, otherDatabaseError } from './other-database.ts';
import { restoreQuarantined, quarantineBlobs, quarantineState } from './quarantine.ts';

/** The findings and actions of a server's start. */
interface Reconciliation {
  /** Datasets whose saving never ended: their rows are removed now. */
  readonly unfinished: readonly string[];
  /** Files without a row: they are in the quarantine now. */
  readonly putAside: number;
  /** Files restored from the quarantine. */
  readonly back: number;
  /**
   * Datasets whose files are missing, or whose archive has the wrong size: left as they are, and reported.
   */
  readonly damaged: readonly string[];
}

type ReconcileSettings = Pick<ServerConfig, 's3' | 'dataDir' | 'quarantineDays' | 'acceptEmptyDatabase'>;

const ANY_TIME = new Date(8.64e15);

/** All owners of stored files. @param before datasets that began to be saved later may be another server's */
export const fileOwners = (knex: Knex, before: Date): readonly FileOwner[] => [
  datasetFiles(new DatasetsRepo(knex), before),
  videoFiles(new VideosRepo(knex)),
  jobFiles(new JobsRepo(knex)),
];

/**
 * Reconciles rows and files. No file is deleted: those without a row go to the quarantine, and come back at a
 * start with a database that knows them. Throws `files_unknown` where the files are plainly those of another
 * database, unless the settings accept that.
 *
 * @param youngFileMilliseconds milliseconds: another server may be storing younger files just now; 0 where this server
 * is alone
 */
export async function reconcile(
  {
    knex,
    store,
    youngFileMilliseconds,
  }: { readonly knex: Knex; readonly store: BlobStore; readonly youngFileMilliseconds: number },
  settings: ReconcileSettings,
  log: Logger,
): Promise<Reconciliation> {
  const now = new Date();
  const before = new Date(now.getTime() - youngFileMilliseconds);
  const owners = fileOwners(knex, before);
  const { back, staying } = await restoreQuarantined(store, owners);
  if (back > 0) log.warn({ files: back }, 'files that the database knows again came back from the quarantine');
  const sizes = new Map<string, number>();
  const surveys: BlobSurvey[] = [];
  for (const owner of owners) surveys.push(await surveyBlobs(store, owner, ({ key, bytes }) => sizes.set(key, bytes)));
  const hasAccounts = await new AccountsRepo(knex).any();
  const comparison = compareSurveys(surveys);
  if (isOtherDatabase(comparison, hasAccounts) && !settings.acceptEmptyDatabase)
    throw otherDatabaseError(comparison, describeStorage(settings));
  // Without an account nothing can be being stored: young files are unknown, too.
  const storedBefore = youngFileMilliseconds === 0 || !hasAccounts ? ANY_TIME : before;
  const aside = await putUnownedAside(store, surveys, storedBefore, now, settings, log);
  tellOfQuarantine(quarantineState(staying), settings, log);
  const repo = new DatasetsRepo(knex);
  const unfinished = await repo.removeStoringSince(before);
  if (unfinished.length > 0) log.warn({ unfinished }, 'datasets whose saving never ended were taken away');
  const damaged = await damagedDatasets(repo, before, sizes);
  for (const id of damaged) log.error({ id, prefix: datasetPrefix(id) }, 'a dataset misses files in the storage');
  return { unfinished, putAside: aside, back, damaged };
}

async function putUnownedAside(
  store: BlobStore,
  surveys: readonly BlobSurvey[],
  before: Date,
  now: Date,
  settings: ReconcileSettings,
  log: Logger,
): Promise<number> {
  const unowned = surveys.flatMap((each) => each.unowned);
  const blobs = unowned.filter(({ modifiedAt }) => modifiedAt < before);
  const tooYoung = unowned.length - blobs.length;
  if (tooYoung > 0) log.info({ files: tooYoung }, 'files without a row are young and left to a later start');
  if (blobs.length === 0) return 0;
  const files = await quarantineBlobs(store, blobs, now, log);
  const facts = {
    files,
    bytes: blobs.reduce((sum, { bytes }) => sum + bytes, 0),
    ...Object.fromEntries(surveys.map(({ owner, unknown }) => [owner.kind, unknown.size])),
    place: `${describeStorage(settings)}, ${quarantinePrefix(now)}`,
    keptDays: settings.quarantineDays,
  };
  log.warn(
    facts,
    'files that the database does not know were put into the quarantine: ' +
      'nothing is deleted, and they come back by themselves when the ' +
      'server starts with a database that knows them',
  );
  return files;
}

function tellOfQuarantine(state: ReturnType<typeof quarantineState>, settings: ReconcileSettings, log: Logger): void {
  if (state.files === 0) return;
  const facts = { ...state, place: describeStorage(settings), keptDays: settings.quarantineDays };
  log.warn(facts, 'there are files in the quarantine from earlier starts');
}
