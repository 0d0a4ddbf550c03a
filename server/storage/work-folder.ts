import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOf } from './local-files.ts';

/** Folders of processes on other machines, which cannot be checked for life, are kept for this long. */
const FOREIGN_MILLISECONDS = 24 * 3600_000;

/** Name of this process's folder. */
export const OWN_FOLDER = `${hostname()}-${process.pid}`;

/**
 * Creates an empty folder for the files that this process is writing, and removes the folders of killed
 * processes.
 *
 * @param parent the folder shared by all processes with the same data folder
 * @returns its path
 */
export async function makeWorkFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent))
    if (name === OWN_FOLDER || (await isLeft(parent, name)))
      await rm(join(parent, name), { recursive: true, force: true });
  await mkdir(join(parent, OWN_FOLDER));
  return join(parent, OWN_FOLDER);
}

async function isLeft(parent: string, name: string): Promise<boolean> {
  const pid = name.startsWith(`${hostname()}-`) ? Number(name.slice(hostname().length + 1)) : NaN;
  if (Number.isSafeInteger(pid)) return !isAlive(pid);
  const found = await stat(join(parent, name)).catch(() => null);
  return found !== null && found.mtimeMs < Date.now() - FOREIGN_MILLISECONDS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive, too.
    return codeOf(error) === 'EPERM';
  }
}
