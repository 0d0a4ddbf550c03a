import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { ForgeError } from '../errors.ts';
import type { BlobSink } from '../ports/blob-sink.ts';
import { textEntry, type ArchiveEntry } from './types.ts';
import { writeZip } from './zip.ts';

/** A sink that records what is written to it and how it ends. */
class KeepingSink implements BlobSink {
  readonly chunks: Uint8Array[] = [];
  state = 'open';
  write(chunk: Uint8Array): Promise<void> {
    this.chunks.push(chunk.slice());
    return Promise.resolve();
  }
  commit(): Promise<void> {
    this.state = 'committed';
    return Promise.resolve();
  }
  discard(): Promise<void> {
    this.state = 'discarded';
    return Promise.resolve();
  }
  get bytes(): Uint8Array {
    return Buffer.concat(this.chunks);
  }
}

async function* entriesOf(...entries: ArchiveEntry[]): AsyncGenerator<ArchiveEntry, void, undefined> {
  for (const entry of entries) yield await Promise.resolve(entry);
}

describe('the zip writer', () => {
  it('writes what other readers read, and says the size', async () => {
    const sink = new KeepingSink();
    const size = await writeZip(
      entriesOf(textEntry('a/ü.txt', 'eins'), textEntry('empty.txt', ''), textEntry('b.txt', 'zwei')),
      sink,
    );
    expect(sink.state).toBe('committed');
    expect(sink.bytes.length).toBe(size);
    const zip = await JSZip.loadAsync(sink.bytes, { checkCRC32: true });
    expect(Object.keys(zip.files)).toEqual(['a/ü.txt', 'empty.txt', 'b.txt']);
    expect(await zip.file('a/ü.txt')?.async('string')).toBe('eins');
    expect(await zip.file('empty.txt')?.async('string')).toBe('');
  });

  it('writes the same bytes at any time and in any time zone', async () => {
    const zoneBefore = process.env['TZ'];
    const archives: Uint8Array[] = [];
    try {
      for (const zone of ['UTC', 'Pacific/Auckland', 'America/St_Johns']) {
        process.env['TZ'] = zone;
        const sink = new KeepingSink();
        await writeZip(entriesOf(textEntry('a.txt', 'eins')), sink);
        archives.push(sink.bytes);
      }
    } finally {
      if (zoneBefore === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zoneBefore;
    }
    expect(archives[1]).toEqual(archives[0]);
    expect(archives[2]).toEqual(archives[0]);
    // DOS date and time of the first entry: 2000-01-01 12:00:00
    expect([...(archives[0]?.slice(10, 14) ?? [])]).toEqual([0x00, 0x60, 0x21, 0x28]);
  });

  it('asks for the next entry only when the sink has taken the last', async () => {
    let made = 0;
    let taken = 0;
    let mostWaiting = 0;
    async function* entries() {
      for (let at = 0; at < 30; at += 1) {
        made += 1;
        mostWaiting = Math.max(mostWaiting, made - taken);
        yield await Promise.resolve({ path: `${at}.bin`, bytes: new Uint8Array(100_000) });
      }
    }
    const sink = new KeepingSink();
    sink.write = async (chunk) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (chunk.byteLength === 100_000) taken += 1;
    };
    await writeZip(entries(), sink);
    expect(taken).toBe(30);
    expect(mostWaiting).toBeLessThanOrEqual(3);
  });

  it('discards everything when the entries fail, and says why', async () => {
    async function* entries() {
      yield await Promise.resolve(textEntry('a.txt', 'eins'));
      throw new ForgeError('video_decode_failed.frame', { frame: 7 });
    }
    const sink = new KeepingSink();
    await expect(writeZip(entries(), sink)).rejects.toMatchObject({
      code: 'video_decode_failed',
      message: 'Frame 7 of the video cannot be decoded.',
    });
    expect(sink.state).toBe('discarded');
  });

  it('ends the entries and discards when the sink fails', async () => {
    let ended = false;
    async function* entries() {
      try {
        for (let at = 0; ; at += 1) yield await Promise.resolve(textEntry(`${at}.txt`, 'x'));
      } finally {
        ended = true;
      }
    }
    const sink = new KeepingSink();
    sink.write = () => Promise.reject(new ForgeError('file_write_failed'));
    await expect(writeZip(entries(), sink)).rejects.toMatchObject({ code: 'file_write_failed' });
    expect(sink.state).toBe('discarded');
    expect(ended).toBe(true);
  });

  it('discards on an abort at any point', async () => {
    for (const stopAt of [0, 1, 2, 5]) {
      const controller = new AbortController();
      async function* entries() {
        for (let at = 0; at < 5; at += 1) {
          if (at === stopAt) controller.abort();
          yield await Promise.resolve(textEntry(`${at}.txt`, 'x'));
        }
        if (stopAt === 5) controller.abort();
      }
      const sink = new KeepingSink();
      await expect(writeZip(entries(), sink, controller.signal)).rejects.toMatchObject({ code: 'aborted' });
      expect(sink.state).toBe('discarded');
    }
  });

  it.each(['../up.txt', '/root.txt', 'a\\b.txt', 'a/\u0000', 'nul.txt'])('refuses the path %j', async (path) => {
    const sink = new KeepingSink();
    await expect(writeZip(entriesOf(textEntry(path, 'x')), sink)).rejects.toMatchObject({ code: 'internal' });
    expect(sink.state).toBe('discarded');
  });

  it('refuses two files that are one on some systems', async () => {
    const sink = new KeepingSink();
    await expect(writeZip(entriesOf(textEntry('a.txt', 'x'), textEntry('A.txt', 'y')), sink)).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('writes as many files as the classic end record cannot count', { timeout: 30_000 }, async () => {
    const count = 65_535;
    async function* entries() {
      for (let at = 0; at < count; at += 1) yield await Promise.resolve({ path: `${at}`, bytes: new Uint8Array(0) });
    }
    const sink = new KeepingSink();
    const size = await writeZip(entries(), sink);
    expect(sink.bytes.length).toBe(size);
    expect(Object.keys((await JSZip.loadAsync(sink.bytes)).files)).toHaveLength(count);
  });
});
