import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOf } from './local-files.ts';

/** Folders of processes on other machines, which cannot be asked whether they live, are left alone for so long. */
const FOREIGN_MILLISECONDS = 24 * 3600_000;

/** What the folder of this process is called. */
export const OWN_FOLDER = `${hostname()}-${process.pid}`;

/**
 * Makes the folder in which this process puts down what it is writing, empty, and removes those of processes that were killed.
 *
 * @param parent the folder that all processes with the same data folder share
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
    // Somebody else's process lives, too.
    return codeOf(error) === 'EPERM';
  }
}
