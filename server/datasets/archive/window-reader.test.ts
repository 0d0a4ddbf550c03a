import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WindowReader } from './window-reader.ts';

const content = randomBytes(3_500_000);
let folder: string;
let reader: WindowReader;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-window-'));
  await writeFile(join(folder, 'file'), content);
  reader = await WindowReader.open(join(folder, 'file'));
});
afterAll(() => rm(folder, { recursive: true }));

const readInto = (position: number, length: number) =>
  new Promise<Buffer>((resolve, reject) => {
    const buffer = Buffer.alloc(length + 2);
    reader.read(buffer, 1, length, position, (error) => (error ? reject(error) : resolve(buffer.subarray(1, -1))));
  });

describe('a file read a window at a time', () => {
  it('gives the same bytes wherever the windows end', async () => {
    const lengths = fc.oneof(fc.nat(100), fc.nat(200_000), fc.nat(2_500_000));
    const reads = fc.array(fc.tuple(fc.nat(content.length - 1), lengths, fc.boolean()), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(reads, async (list) => {
        for (const [start, wanted, asView] of list) {
          const length = Math.min(wanted, content.length - start);
          const bytes = await (asView ? reader.view(start, length) : readInto(start, length));
          expect(bytes.equals(content.subarray(start, start + length))).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('says where the file ends too early', async () => {
    await expect(reader.view(content.length - 10, 11)).rejects.toThrow('EOF');
    await expect(readInto(content.length, 1)).rejects.toThrow('EOF');
  });

  it('answers a hundred thousand reads in a row from memory, and lets others have their turn', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    let answered = 0;
    await new Promise<void>((resolve, reject) => {
      const buffer = Buffer.alloc(46);
      const next = (error: Error | null) => {
        if (error) reject(error);
        else if (++answered === 100_000) resolve();
        else reader.read(buffer, 0, 46, answered, next);
      };
      next(null);
    });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('is closed once', async () => {
    const before = (await readdir('/proc/self/fd').catch(() => [])).length;
    const other = await WindowReader.open(join(folder, 'file'));
    await new Promise<void>((resolve, reject) => other.close((error) => (error ? reject(error) : resolve())));
    expect((await readdir('/proc/self/fd').catch(() => [])).length).toBe(before);
    await new Promise<void>((resolve) => reader.close(() => resolve()));
  });
});
