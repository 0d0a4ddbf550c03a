import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { receiveArchive } from './received-archive.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-received-'));
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rm(folder, { recursive: true }));

const errno = (code: string) => Object.assign(new Error(code), { code });

/** Chunks as a socket delivers them. */
function chunksOf(bytes: Buffer): Readable {
  const size = 65_536;
  const count = Math.ceil(bytes.length / size);
  return Readable.from(Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size)));
}

/** Replaces a method of every file handle. */
async function stubHandles(method: 'sync' | 'datasync', instead: () => Promise<void>) {
  const file = await open(join(folder, 'any'), 'w');
  const prototype = Object.getPrototypeOf(file) as { sync(): Promise<void>; datasync(): Promise<void> };
  await file.close();
  await rm(join(folder, 'any'));
  return vi.spyOn(prototype, method).mockImplementation(instead);
}

describe('an archive that comes in', () => {
  it('is written as it comes, hashed, and brought onto the disk meanwhile', async () => {
    const flush = await stubHandles('datasync', () => Promise.resolve());
    const sync = await stubHandles('sync', () => Promise.resolve());
    const bytes = randomBytes(70_000_001);
    const path = join(folder, 'whole');
    const { sha256, onDisk } = await receiveArchive(chunksOf(bytes), path);
    await onDisk;
    expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect([flush.mock.calls.length, sync.mock.calls.length]).toEqual([2, 1]);
    await rm(path);
  });

  it('leaves nothing where it breaks off', async () => {
    async function* broken() {
      yield Buffer.alloc(3_000_000);
      await Promise.resolve();
      throw new Error('gone');
    }
    await expect(receiveArchive(Readable.from(broken()), join(folder, 'broken'))).rejects.toThrow('gone');
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves nothing where the disk says no while it comes', async () => {
    await stubHandles('datasync', () => Promise.reject(errno('ENOSPC')));
    const received = receiveArchive(chunksOf(Buffer.alloc(70_000_000)), join(folder, 'full'));
    await expect(received).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['ENOSPC', 'storage_full'],
    ['EIO', 'storage_unavailable'],
  ])('is not on the disk where the last of it cannot be: %s', async (code, said) => {
    await stubHandles('sync', () => Promise.reject(errno(code)));
    const { path, onDisk } = await receiveArchive(chunksOf(Buffer.alloc(100)), join(folder, code));
    await expect(onDisk).rejects.toMatchObject({ code: said });
    await rm(path);
  });
});
