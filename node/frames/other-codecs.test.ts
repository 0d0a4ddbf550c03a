import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AV_PIX_FMT_YUV422P10LE } from 'node-av';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frameIndex } from '../../core/schema/brands.ts';
import { box, fullBox, u32 } from '../../tests/fixtures/hostile-mp4.ts';
import { greyPictures, libavClip, type LibavClip } from '../../tests/fixtures/libav-clip.ts';
import { writeFixture } from '../../tests/fixtures/numbered-clip.ts';
import { openFrames } from './frame-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-codecs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = (name: string, bytes: Uint8Array | string) => writeFixture(join(folder, name), bytes);

describe('a video of a codec that cannot be decoded', () => {
  const clips: readonly (readonly [codec: string, clip: LibavClip])[] = [
    ['MPEG-2 video', { encoder: 'mpeg2video', extension: 'ts' }],
    ['MPEG-2 video', { encoder: 'mpeg2video', extension: 'mkv' }],
    ['MPEG-2 video', { encoder: 'mpeg2video', extension: 'mov' }],
    ['MPEG-4 part 2', { encoder: 'mpeg4', extension: 'ts' }],
    ['MPEG-4 part 2', { encoder: 'mpeg4', extension: 'mp4' }],
    ['MPEG-4 part 2', { encoder: 'mpeg4', extension: 'mkv' }],
    ['FFV1', { encoder: 'ffv1', extension: 'mkv' }],
    ['FFV1', { encoder: 'ffv1', extension: 'mov' }],
  ];
  it.each(clips)('is refused with the name of the codec: %s, %o', async (codec, clip) => {
    const path = await write(`${clip.encoder}.${clip.extension}`, await libavClip(clip, greyPictures(4)));
    await expect(openFrames(path)).rejects.toMatchObject({
      code: 'video_unsupported_codec',
      message: expect.stringContaining(`(${codec})`) as string,
    });
  });

  it('is distinguished from one that was cut off: in a transport stream with times or checksums, too', async () => {
    const clip = await libavClip({ encoder: 'mpeg2video', extension: 'ts' }, greyPictures(4));
    const packets = Array.from({ length: clip.length / 188 }, (_, at) => clip.subarray(at * 188, (at + 1) * 188));
    const timed = Buffer.concat(packets.flatMap((packet) => [Buffer.alloc(4), packet]));
    const checked = Buffer.concat(packets.flatMap((packet) => [packet, Buffer.alloc(16)]));
    for (const [name, bytes] of Object.entries({ timed, checked })) {
      await expect(openFrames(await write(`${name}.m2ts`, bytes))).rejects.toMatchObject({
        message: expect.stringContaining('(MPEG-2 video)') as string,
      });
    }
  });
});

describe('a file without pictures', () => {
  it('of which the list of tracks is there was not cut off', async () => {
    const text = box('mdia', fullBox('hdlr', 0, u32(0), Buffer.from('text'), u32(0, 0, 0)));
    const file = Buffer.concat([box('ftyp', Buffer.from('isom'), u32(0)), box('moov', box('trak', text))]);
    await expect(openFrames(await write('words.mp4', file))).rejects.toMatchObject({
      code: 'video_no_track',
      message: '"words.mp4" has no picture: there is nothing to label.',
    });
  });

  it('that is a playlist leads to no other file', async () => {
    await write('other.ts', await libavClip({ encoder: 'libx264', extension: 'ts' }, greyPictures(4)));
    const list = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nother.ts\n#EXT-X-ENDLIST\n';
    await expect(openFrames(await write('list.m3u8', list))).rejects.toMatchObject({ code: 'video_unreadable' });
  });
});

it('ProRes is read: each frame has its pixels', async () => {
  const clip = await libavClip({ encoder: 'prores_ks', extension: 'mov' }, greyPictures(3, AV_PIX_FMT_YUV422P10LE));
  const source = await openFrames(await write('prores.mov', clip));
  expect(source.metadata).toMatchObject({ codec: 'prores', frameCount: 3, width: 64, height: 64 });
  const frame = await source.frame(frameIndex(2));
  const { data } = await frame.rgba();
  // Grey of half the range: 512 of 1023, of which 64 is black and 940 white.
  expect(Math.abs((data[0] ?? 0) - ((512 - 64) / (940 - 64)) * 255)).toBeLessThanOrEqual(2);
  frame.close();
  await source.close();
});
