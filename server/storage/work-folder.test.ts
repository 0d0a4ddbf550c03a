import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWorkFolder, OWN_FOLDER } from './work-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = join(await mkdtemp(join(tmpdir(), 'vdf-work-')), 'work');
});
afterEach(() => rm(join(parent, '..'), { recursive: true }));

it('is made empty, beside those of processes that live', async () => {
  const neighbour = `${hostname()}-${process.ppid}`;
  await mkdir(join(parent, neighbour), { recursive: true });
  const folder = await makeWorkFolder(parent);
  expect(basename(folder)).toBe(OWN_FOLDER);
  await writeFile(join(folder, 'half'), 'x');
  expect(await readdir(await makeWorkFolder(parent))).toEqual([]);
  expect(await readdir(parent)).toEqual([OWN_FOLDER, neighbour].toSorted());
});

it('removes what killed processes left here, and what is old of other machines', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const names = [`${hostname()}-${dead}`, 'elsewhere-1', 'elsewhere-2'];
  for (const name of names) await mkdir(join(parent, name), { recursive: true });
  const old = new Date(Date.now() - 25 * 3600_000);
  await utimes(join(parent, 'elsewhere-1'), old, old);
  await makeWorkFolder(parent);
  expect((await readdir(parent)).toSorted()).toEqual([OWN_FOLDER, 'elsewhere-2'].toSorted());
});
