import { describe, expect, it } from 'vitest';
import { FEW_ITEMS, isOtherDatabase, otherDatabaseError } from './other-database.ts';

const comparison = (known: number, unknown: number) => ({ known, unknown, files: unknown, bytes: 1_234_567 * unknown });

describe('whether files are those of another database', () => {
  it.each([
    ['nothing is stored', 0, 0, false, false],
    ['all is known', 9, 0, true, false],
    ['without an account one file is enough', 0, 1, false, true],
    ['a crash left a deletion half done, and it was the only item', 0, 1, true, false],
    ['a crash left few', 0, FEW_ITEMS, true, false],
    ['none of more than a few is known', 0, FEW_ITEMS + 1, true, true],
    ['a dump of last night lacks the newest', 40, FEW_ITEMS + 1, true, false],
    ['half of many', 20, 20, true, false],
    ['most of many', 20, 21, true, true],
  ])('%s', (_case, known, unknown, hasAccounts, expected) => {
    expect(isOtherDatabase(comparison(known, unknown), hasAccounts)).toBe(expected);
  });

  it('is said in one sentence with the counts, the place and what to do', () => {
    expect(otherDatabaseError(comparison(0, 12), 'the folder /data/storage').message).toBe(
      'The database knows none of the 12 datasets, videos and jobs whose files are in the folder /data/storage ' +
        '(unknown: 12 files, 14.8 MB): bring the right database back (DATABASE_URL, DATA_DIR, a backup), or start once with ' +
        '--accept-empty-database (ACCEPT_EMPTY_DATABASE=1), which puts these files aside and deletes none.',
    );
    expect(otherDatabaseError(comparison(2, 12), 'the bucket forge').message).toContain(
      'knows only 2 of the 14 datasets',
    );
  });
});
