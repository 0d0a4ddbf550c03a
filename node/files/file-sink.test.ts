import { mkdtemp, readdir, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BLOB_SINK_CHECKS, type SinkUnderTest } from '../../core/ports/testing/blob-sink-conformance.ts';
import { createFileSink } from './file-sink.ts';

const folders: string[] = [];
async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'file-sink-'));
  folders.push(folder);
  return folder;
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function make(): Promise<SinkUnderTest> {
  const folder = await freshFolder();
  const path = join(folder, 'dataset.zip');
  return {
    sink: await createFileSink(path),
    read: async () => ((await readdir(folder)).includes('dataset.zip') ? new Uint8Array(await readFile(path)) : null),
    leftovers: async () => (await readdir(folder)).filter((name) => name !== 'dataset.zip'),
  };
}

describe('file sink', () => {
  for (const check of BLOB_SINK_CHECKS) it(check.name, () => check.run(make));

  it('keeps the older file until commit, and after discard', async () => {
    const path = join(await freshFolder(), 'out.zip');
    await writeFile(path, 'older');
    const discarded = await createFileSink(path);
    await discarded.write(new TextEncoder().encode('newer'));
    expect(await readFile(path, 'utf8')).toBe('older');
    await discarded.discard();
    expect(await readFile(path, 'utf8')).toBe('older');
    const committed = await createFileSink(path);
    await committed.write(new TextEncoder().encode('newer'));
    await committed.commit();
    expect(await readFile(path, 'utf8')).toBe('newer');
  });

  it('says that the folder does not exist', async () => {
    const path = join(await freshFolder(), 'missing', 'out.zip');
    await expect(createFileSink(path)).rejects.toMatchObject({
      code: 'file_write_failed',
      message: `${path} could not be written: its folder does not exist.`,
    });
  });

  it('leaves nothing behind when the rename fails', async () => {
    const folder = await freshFolder();
    const path = join(folder, 'out.zip');
    await mkdir(join(path, 'inside'), { recursive: true });
    const sink = await createFileSink(path);
    await sink.write(Uint8Array.of(1));
    await expect(sink.commit()).rejects.toMatchObject({ code: 'file_write_failed' });
    expect(await readdir(folder)).toEqual(['out.zip']);
  });
});
