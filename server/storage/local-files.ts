import type { Dirent, Stats } from 'node:fs';
import { lstat, open, opendir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** The code of a system error, such as ENOSPC. */
export const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Whether a write failed for want of room: the disk's, the account's or the file's. */
export function isDiskFull(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/** Whether a path does not exist: a part of it is missing, or is a file. */
export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';

/** The file status of a path, links not followed; null where there is nothing. */
export const statOrNull = (path: string): Promise<Stats | null> => orNull(lstat(path));

/** The path with links resolved; null where there is nothing. */
export const realpathOrNull = (path: string): Promise<string | null> => orNull(realpath(path));

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Flushes a file to the disk. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder survive a power cut. Windows cannot open folders, and some network folders refuse. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    await syncFile(path);
  } catch (error) {
    const code = codeOf(error);
    // A folder that was removed meanwhile has no names to keep.
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'ENOENT') throw error;
  }
}

/**
 * Every file below a folder, links left out. Folders that disappear during the walk are skipped; the others
 * are not.
 */
export async function* walkFiles(folder: string): AsyncGenerator<string, void, undefined> {
  for await (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walkFiles(path);
    else if (entry.isFile()) yield path;
  }
}

async function* entriesOf(folder: string): AsyncGenerator<Dirent, void, undefined> {
  try {
    for await (const entry of await opendir(folder)) yield entry;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
