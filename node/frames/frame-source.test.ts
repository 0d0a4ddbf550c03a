import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import { FRAME_SOURCE_CHECKS } from '../../core/ports/testing/frame-source-conformance.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import * as bad from '../../tests/fixtures/bad-files.ts';
import {
  clipTimestamps,
  numberedClip,
  trimmedAtEnd,
  writeFixture,
  type ClipOptions,
} from '../../tests/fixtures/numbered-clip.ts';
import { drawNumberedFrame, readFrameNumber } from '../../tests/fixtures/numbered-frame.ts';
import { withoutFirstPackets, withPixelAspect } from '../../tests/fixtures/odd-clips.ts';
import { openFrames } from './frame-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-frames-'));
});
afterAll(() => rm(folder, { recursive: true }));

const videoFile = async (name: string, options: ClipOptions) =>
  writeFixture(join(folder, name), await numberedClip(options));

/** Numbered images whose names sort differently as text than as numbers. */
async function imageFolder(name: string, count: number): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  for (let rank = 0; rank < count; rank++) {
    const { width, height, data } = drawNumberedFrame(rank, 160, 120);
    await sharp(data, { raw: { width, height, channels: 4 } })
      .png()
      .toFile(join(path, `image${rank + 1}.png`));
  }
  return path;
}

describe('every frame source in Node', () => {
  const small = { frames: 24, width: 160, height: 120, gop: 9 };
  const kinds: Readonly<Record<string, () => Promise<string>>> = {
    'video with B-frames': () => videoFile('conformance.mp4', small),
    'video of variable rate': () =>
      videoFile('conformance.webm', { ...small, codec: 'vp9', container: 'webm', variableRate: true }),
    'folder of images': () => imageFolder('conformance', 24),
  };
  for (const [kind, make] of Object.entries(kinds)) {
    describe(kind, () => {
      let path = '';
      beforeAll(async () => {
        path = await make();
      });
      it.each(FRAME_SOURCE_CHECKS)('$name', ({ run }) => expect(run(() => openFrames(path))).resolves.toBeUndefined());
    });
  }
});

describe('promise 20: frame truth', () => {
  const variants: Readonly<Record<string, ClipOptions>> = {
    'constant rate, B-frames': {},
    'no B-frames': { bFrames: false },
    'variable rate': { variableRate: true },
    'edit list': { cutFrames: 5 },
    'edit list, no B-frames': { cutFrames: 4, bFrames: false },
    'rotated by 90': { rotation: 90, height: 200 },
    'rotated by 180': { rotation: 180 },
    'rotated by 270, variable rate, edit list': { rotation: 270, variableRate: true, cutFrames: 3 },
    'one group of pictures': { gop: 1000 },
    'key frames alone': { gop: 1 },
    QuickTime: { container: 'mov' },
    Matroska: { container: 'mkv', variableRate: true },
    VP8: { codec: 'vp8', container: 'webm' },
    'VP9 of odd size': { codec: 'vp9', container: 'webm', width: 321, height: 241 },
    HEVC: { codec: 'hevc' },
    AV1: { codec: 'av1' },
  };
  it.each(Object.entries(variants))('%s: each frame shows its own number in every order', async (name, variant) => {
    const options = { frames: 40, gop: 12, ...variant };
    const source = await openFrames(
      await videoFile(`${name.replaceAll(/\W/g, '-')}.${options.container ?? 'mp4'}`, options),
    );
    const { metadata } = source;
    expect(metadata).toMatchObject({
      frameCount: 40,
      width: options.width ?? 320,
      height: options.height ?? 240,
      rotation: options.rotation ?? 0,
      variableFps: options.variableRate ?? false,
    });
    expect(metadata.nominalFps).toBeCloseTo(30, 0);
    const ranks = Array.from({ length: metadata.frameCount }, (_, rank) => rank);
    // Matroska and WebM keep whole milliseconds.
    clipTimestamps(options).forEach((time, rank) =>
      expect(Math.abs((source.timestamps[rank] ?? NaN) - time)).toBeLessThan(0.0006),
    );
    const random = ranks.map((rank) => (rank * 17 + 5) % ranks.length).slice(0, 12);
    for (const order of [ranks, ranks.toReversed(), ranks.filter((rank) => rank % 7 === 3), random]) {
      expect(await numbersOf(source, order)).toEqual(order);
    }
    expect(source.liveFrames).toBe(0);
    await source.close();
  });

  it('an edit list that trims both ends: only what is left are frames', async () => {
    const clip = await numberedClip({ frames: 40, gop: 12, cutFrames: 3 });
    const source = await openFrames(await writeFixture(join(folder, 'trimmed.mp4'), trimmedAtEnd(clip, 25 / 30)));
    expect(source.metadata).toMatchObject({ frameCount: 25, firstTimestamp: 0, lastTimestamp: 24 / 30 });
    const ranks = Array.from({ length: 25 }, (_, rank) => rank);
    expect(await numbersOf(source, ranks)).toEqual(ranks);
    expect(await numbersOf(source, ranks.toReversed())).toEqual(ranks.toReversed());
    await source.close();
  });

  it.each(['mp4', 'mkv', 'ts'] as const)(
    'a video without an initial key frame (%s) begins with its first key frame',
    async (container) => {
      const clip = await numberedClip({ frames: 20, gop: 7, bFrames: false });
      const path = join(folder, `headless.${container}`);
      const source = await openFrames(await writeFixture(path, await withoutFirstPackets(clip, 3, container)));
      expect(source.metadata.frameCount).toBe(13);
      const ranks = Array.from({ length: 13 }, (_, rank) => rank);
      expect(await numbersOf(source, ranks)).toEqual(ranks.map((rank) => rank + 7));
      expect(await numbersOf(source, [12, 0, 6])).toEqual([19, 7, 13]);
      await source.close();
    },
  );

  it('pixels that are not square are shown in the right proportions', async () => {
    const clip = withPixelAspect(await numberedClip({ frames: 6, width: 240, height: 240 }), 4, 3);
    const source = await openFrames(await writeFixture(join(folder, 'wide-pixels.mp4'), clip));
    expect(source.metadata).toMatchObject({ frameCount: 6, width: 320, height: 240 });
    expect(await numbersOf(source, [0, 5, 2])).toEqual([0, 5, 2]);
    await source.close();
  });

  async function numbersOf(source: FrameSource, order: readonly number[]): Promise<number[]> {
    const numbers: number[] = [];
    for await (const frame of source.frames(order.map(frameIndex))) {
      numbers.push(readFrameNumber(await frame.rgba()));
      frame.close();
    }
    return numbers;
  }
});

describe('promise 20: bad files', () => {
  const noise = Uint8Array.from({ length: 50_000 }, (_, at) => Math.imul(at, 0x9e3779b1) >>> 24);
  const files: readonly (readonly [string, string, () => Promise<Uint8Array | string>])[] = [
    ['empty', 'video_empty', async () => ''],
    ['text', 'video_unreadable', async () => bad.TEXT_AS_VIDEO],
    ['noise', 'video_unreadable', async () => noise],
    ['cut off amid its frames', 'video_truncated', bad.truncatedVideo],
    ['cut off before its index', 'video_truncated', bad.videoWithoutIndex],
    ['sound alone', 'video_no_track', bad.audioOnly],
    ['copy-protected', 'video_encrypted', bad.encryptedVideo],
    ['unknown codec', 'video_unsupported_codec', bad.unknownCodecVideo],
  ];
  it.each(files)('%s: %s', async (name, code, make) => {
    const path = await writeFixture(join(folder, `${name}.mp4`), await make());
    const error = await openFrames(path).catch((each: unknown) => each);
    expect(error).toMatchObject({ name: 'ForgeError', code });
    // One sentence that names the file.
    expect(error).toHaveProperty('message', expect.stringMatching(/^"[^"]+\.mp4" [^\n]+\.$/));
  });

  it('a path that leads nowhere: file_not_found', async () => {
    await expect(openFrames(join(folder, 'nowhere.mp4'))).rejects.toMatchObject({ code: 'file_not_found' });
  });

  it('what is neither a file nor a folder: video_unreadable', async () => {
    await expect(openFrames('/dev/null')).rejects.toMatchObject({ code: 'video_unreadable' });
  });

  it('damage amid the frames: the frames before it, then video_decode_failed', async () => {
    const source = await openFrames(await writeFixture(join(folder, 'damaged.mp4'), await bad.damagedVideo()));
    let good = 0;
    const read = async () => {
      const ranks = Array.from({ length: source.metadata.frameCount }, (_, rank) => frameIndex(rank));
      for await (const frame of source.frames(ranks)) {
        good++;
        frame.close();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'video_decode_failed' });
    expect(good).toBeGreaterThan(0);
    expect(source.liveFrames).toBe(0);
    await source.close();
  });
});

describe('a folder of images', () => {
  it('comes in natural order at 25 frames a second', async () => {
    const source = await openFrames(await imageFolder('natural', 12));
    expect(source.metadata).toMatchObject({
      container: 'images',
      codec: 'png',
      frameCount: 12,
      nominalFps: 25,
      lastTimestamp: 11 / 25,
    });
    const last = await source.frame(frameIndex(11));
    expect(readFrameNumber(await last.rgba())).toBe(11);
    await source.close();
  });

  it('turns images as EXIF says', async () => {
    const path = join(folder, 'exif');
    await mkdir(path);
    const { width, height, data } = drawNumberedFrame(77, 160, 120);
    const turned = await sharp(data, { raw: { width, height, channels: 4 } })
      .rotate(270)
      .png()
      .toBuffer();
    await sharp(turned).withMetadata({ orientation: 6 }).jpeg().toFile(join(path, '1.jpg'));
    const source = await openFrames(path);
    expect(source.metadata).toMatchObject({ width: 160, height: 120 });
    const frame = await source.frame(frameIndex(0));
    expect(readFrameNumber(await frame.rgba())).toBe(77);
    await source.close();
  });

  it('refuses none, different sizes and a damaged image, each with one sentence', async () => {
    const path = join(folder, 'bad');
    await mkdir(path);
    await expect(openFrames(path)).rejects.toMatchObject({ code: 'video_empty' });
    await writeFixture(join(path, '1.png'), 'no picture');
    await expect(openFrames(path)).rejects.toThrow('The image "1.png" cannot be read; it may be damaged.');
    for (const size of [10, 12]) {
      const { width, height, data } = drawNumberedFrame(1, size, size);
      await sharp(data, { raw: { width, height, channels: 4 } })
        .png()
        .toFile(join(path, size === 10 ? '1.png' : '2.png'));
    }
    await expect(openFrames(path)).rejects.toThrow('"2.png" is 12 × 12 but "1.png" is 10 × 10');
  });
});
