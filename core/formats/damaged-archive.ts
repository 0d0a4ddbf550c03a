import { ForgeError } from '../errors.ts';

/** `archive_invalid` of a file that is no archive of the app's formats. `why` is a clause without a full stop. */
export const damagedArchiveError = (why: string, cause?: unknown): ForgeError =>
  new ForgeError('archive_invalid', `This archive is no dataset: ${why}.`, { cause });
