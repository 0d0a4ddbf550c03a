// @module-tag process
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import { LocalStore } from '../../server/storage/local-store.ts';
import { numberedClip, writeFixture, writeNumberedClip } from '../../tests/fixtures/numbered-clip.ts';
import { readVideoRange, type VideoPart } from '../../server/videos/video-reader.ts';
import { openNodeVideo } from './node-video.ts';
import { openStoredVideo } from './stored-video.ts';

let folder = '';
let store: LocalStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-stored-'));
  store = await LocalStore.open(join(folder, 'storage'));
  await writeNumberedClip(join(folder, 'long.mp4'), { frames: 500, width: 640, height: 480, fastStart: true, gop: 1 });
});
afterAll(() => rm(folder, { recursive: true }));

/** Stores a clip as parts that end at arbitrary bytes. */
async function storeParts(name: string, content: Uint8Array): Promise<VideoPart[]> {
  const parts: VideoPart[] = [];
  for (let start = 0, size = 1; start < content.length; start += size) {
    size = Math.min(content.length - start, ((start * 7919) % 6007) + 1);
    const key = `videos/${name}/${start}`;
    await store.put(key, [content.subarray(start, start + size)]);
    parts.push({ start, bytes: size, key });
  }
  return parts;
}

describe.each(['fileSystem', 'network'] as const)('a stored video (%s)', (access) => {
  it.each([
    ['the list of frames at the end', {}],
    ['the list of frames at the start', { fastStart: true, variableRate: true }],
    ['WebM', { codec: 'vp9', container: 'webm' }],
  ] as const)('in parts is the same as the file: %s', async (name, options) => {
    const content = await numberedClip({ frames: 40, gop: 12, width: 160, height: 120, ...options });
    const path = await writeFixture(join(folder, `${access}-${name}`), content);
    const parts = await storeParts(`${access}-${name.replaceAll(' ', '-')}`, content);
    expect(parts.length).toBeGreaterThan(4);
    const read = (start: number, end: number) => readVideoRange(store, parts, start, Math.min(end, content.length));
    const stored = await openStoredVideo({ name: `${access}-${name}`, size: content.length, read, access });
    const file = await openNodeVideo(path);
    expect(stored.metadata).toEqual(file.metadata);
    const ranks = Array.from({ length: 40 }, (_, rank) => frameIndex(rank));
    const ordered = [...ranks, frameIndex(31), frameIndex(3)];
    const others = file.frames(ordered);
    for await (const frame of stored.frames(ordered)) {
      const { value: other } = await others.next();
      expect(frame.timestamp).toBe(other?.timestamp);
      const [pixels, wanted] = [await frame.rgba(), await other?.rgba()];
      expect(Buffer.from(pixels.data).equals(Buffer.from(wanted?.data ?? []))).toBe(true);
      frame.close();
      other?.close();
    }
    await Promise.all([stored.close(), file.close()]);
  });

  it('is read as far as it is needed', async () => {
    const path = join(folder, 'long.mp4');
    const { size } = await stat(path);
    const handle = await open(path);
    let bytes = 0;
    const read = async (start: number, end: number) => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(end - start), 0, end - start, start);
      bytes += bytesRead;
      return buffer.subarray(0, bytesRead);
    };
    const source = await openStoredVideo({ name: 'long.mp4', size, read, access });
    for await (const frame of source.frames([0, 1, 2, 3, 4].map(frameIndex))) frame.close();
    await source.close();
    await handle.close();
    // The list of frames, the first and the last ones, and the read-ahead: over a network up to a megabyte,
    // however long the video is.
    expect(size).toBeGreaterThan(2_000_000);
    expect(bytes).toBeLessThan(access === 'network' ? 1_200_000 : 700_000);
  });

  it('says that its storage is away, and nothing of the file', async () => {
    const content = await numberedClip({ frames: 20 });
    const away = new ForgeError('storage_unavailable');
    let isAway = true;
    const read = async (start: number, end: number) => {
      if (isAway) throw away;
      return content.slice(start, end);
    };
    const file = { name: 'clip.mp4', size: content.length, read, access };
    await expect(openStoredVideo(file)).rejects.toBe(away);
    isAway = false;
    const source = await openStoredVideo(file);
    isAway = true;
    // Small enough to be in memory by now, or reported with its own error.
    await source.frame(frameIndex(0)).then(
      (frame) => frame.close(),
      (error: unknown) => expect(error).toBe(away),
    );
    await source.close();
  });
});
