import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { z } from 'zod';
import { ForgeError } from '../../core/errors.ts';

/**
 * A lock that its holder has not touched for this long is stale. Opening the embedded database can hold the
 * event loop for seconds.
 */
const STALE_MILLISECONDS = 15_000;

const ownerSchema = z.object({ host: z.string(), pid: z.int().positive() });

/**
 * Locks a folder for this process alone: two servers on one embedded database would silently lose each
 * other's writes. The lock of a killed process is acquired: at once where it ran on this machine, otherwise
 * once it is stale.
 *
 * @returns releases the lock
 * @throws `data_folder_in_use` while another process holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const lockfilePath = join(folder, 'lock');
  const ownerFile = join(folder, 'owner.json');
  const take = () =>
    lockfile.lock(folder, { lockfilePath, realpath: false, stale: STALE_MILLISECONDS, update: STALE_MILLISECONDS / 5 });
  let release: () => Promise<void>;
  try {
    release = await take();
  } catch (error) {
    if (!isLocked(error) || !(await isOwnerDead(ownerFile))) throw inUse(folder, error);
    await rm(lockfilePath, { recursive: true, force: true });
    try {
      release = await take();
    } catch (second) {
      throw inUse(folder, second);
    }
  }
  await writeFile(ownerFile, JSON.stringify({ host: hostname(), pid: process.pid }));
  return release;
}

/**
 * Whether the process that wrote the file ran on this machine and has ended. In a container a restarted
 * server has its old number.
 */
async function isOwnerDead(ownerFile: string): Promise<boolean> {
  const text = await readFile(ownerFile, 'utf8').catch(() => '');
  const owner = ownerSchema.safeParse(text === '' ? null : JSON.parse(text));
  if (!owner.success || owner.data.host !== hostname()) return false;
  if (owner.data.pid === process.pid) return true;
  try {
    process.kill(owner.data.pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

const isLocked = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ELOCKED';

function inUse(folder: string, cause: unknown): unknown {
  if (!isLocked(cause)) return cause;
  return new ForgeError('data_folder_in_use.folder', { folder }, { cause });
}
