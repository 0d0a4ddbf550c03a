import { ForgeError } from '../../core/errors.ts';
import type { BlobSurvey } from '../storage/stored-files.ts';

/**
 * A crash can leave this many datasets, videos and jobs without a row: their rows go before their files do,
 * and each takes well under a second. Where there are more, and more than the database has rows for, it is
 * not the database of these files.
 */
export const FEW_ITEMS = 5;

/** Counts of stored files, with and without rows in the database. */
interface Comparison {
  /** Datasets, videos and jobs that have a row and files. */
  readonly known: number;
  /** Datasets, videos and jobs that have files only. */
  readonly unknown: number;
  /** Files that no row owns, and their bytes. */
  readonly files: number;
  readonly bytes: number;
}

export function compareSurveys(surveys: readonly BlobSurvey[]): Comparison {
  const sum = (of: (each: BlobSurvey) => number) => surveys.reduce((total, each) => total + of(each), 0);
  return {
    known: sum(({ known }) => known.size),
    unknown: sum(({ unknown }) => unknown.size),
    files: sum(({ unowned }) => unowned.length),
    bytes: sum(({ unowned }) => unowned.reduce((total, { bytes }) => total + bytes, 0)),
  };
}

/**
 * Whether the files are those of another database: this one has no accounts, so that nothing can be its own,
 * or it knows the smaller part of many. A dump of last night lacks the few newest and does not count.
 */
export const isOtherDatabase = ({ known, unknown }: Comparison, hasAccounts: boolean): boolean =>
  hasAccounts ? unknown > FEW_ITEMS && unknown > known : unknown > 0;

/** The error for files of another database. @param place of the files */
export function otherDatabaseError({ known, unknown, files, bytes }: Comparison, place: string): ForgeError {
  const params = {
    place,
    unknown,
    files: files.toLocaleString('en'),
    megabytes: (bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 }),
  };
  if (known === 0) return new ForgeError('files_unknown.all', params);
  return new ForgeError('files_unknown.most', { ...params, known, all: known + unknown });
}

/** The error for files without any database. */
export const missingDatabaseError = (folder: string, place: string): ForgeError =>
  new ForgeError('files_unknown.no_database', { folder, place });
