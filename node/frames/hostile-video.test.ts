import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReadBytes } from '../../media/boxes.ts';
import { checkClaims } from '../../media/check-claims.ts';
import { VideoClaims } from '../../media/video-claims.ts';
import {
  box,
  fragment,
  fragmented,
  fragmentTable,
  fullBox,
  smallMp4,
  u32,
  type Mp4Claims,
} from '../../tests/fixtures/hostile-mp4.ts';
import { writeFixture } from '../../tests/fixtures/numbered-clip.ts';
import { openFrames } from './frame-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-hostile-'));
});
afterAll(() => rm(folder, { recursive: true }));

const MANY = 1e9;
const MOST = 2 ** 32 - 1;
const SIZES = { each: 0, count: 3, list: [100, 100, 100] };

/** A fragment of a billion samples that only the table at the end of the file leads to. */
function hiddenFragment(): Buffer {
  const good = fragment({ count: 1 }, 100);
  const before = smallMp4({ inMovie: fragmented(0), fragments: good });
  const hidden = fragment({ count: MANY });
  return Buffer.concat([before, box('free', hidden), fragmentTable([before.length + 8])]);
}

const HOSTILE: Readonly<Record<string, readonly [code: string, sentence: RegExp, file: Buffer]>> = {
  'one size for a billion frames': [
    'video_truncated',
    /claims 1000000000 frames, more than its bytes can hold/,
    smallMp4({ times: [[MANY, 40]], shifts: [[MANY, 40]], sizes: { each: 100, count: MANY } }),
  ],
  'times of a billion frames': [
    'video_truncated',
    /one list in it tells of 1000000000 frames, another one of 3/,
    smallMp4({ times: [[MANY, 40]], shifts: [[3, 40]], sizes: SIZES }),
  ],
  'a billion frames of no size': [
    'video_truncated',
    /a list in it claims 1000000000 entries/,
    smallMp4({ times: [[MANY, 40]], sizes: { each: 0, count: MANY } }),
  ],
  'sizes of four bits': [
    'video_truncated',
    /a list in it claims 1000000000 entries/,
    smallMp4({ inTable: fullBox('stz2', 0, u32(4, MANY)) }),
  ],
  'a chunk of four billion frames': [
    'video_truncated',
    /tells of 4294967295/,
    smallMp4({ chunks: [[1, MOST]], sizes: SIZES }),
  ],
  'shifts of frames that are not there': [
    'video_truncated',
    /tells of 85899345900/,
    smallMp4({ shifts: Array.from({ length: 20 }, () => [MOST, 1] as const) }),
  ],
  'edits that are not there': [
    'video_truncated',
    /claims 4294967295 entries/,
    smallMp4({ edits: [[120, MOST]], claimed: { elst: MOST } }),
  ],
  ...Object.fromEntries(
    (['stts', 'ctts', 'stss', 'stsc', 'stco'] as const).map((list) => [
      `a list ${list} longer than its box`,
      [
        'video_truncated',
        /a list in it claims 1000000000 entries/,
        smallMp4({ shifts: [[3, 1]], claimed: { [list]: MANY } }),
      ],
    ]),
  ),
  'a run of a billion samples': [
    'video_truncated',
    /claims 1000000000 frames/,
    smallMp4({ inMovie: fragmented(0), fragments: fragment({ count: MANY }) }),
  ],
  'a run of samples with a common size': [
    'video_truncated',
    /claims 1000000 frames/,
    smallMp4({ inMovie: fragmented(100), fragments: fragment({ count: 1e6 }) }),
  ],
  'a run of samples that are described one by one': [
    'video_truncated',
    /claims 1000000000 entries/,
    smallMp4({ inMovie: fragmented(1), fragments: fragment({ count: MANY, flags: 0x300, entries: u32(40, 100) }) }),
  ],
  'a run that only the table of fragments leads to': ['video_truncated', /claims 1000000000 frames/, hiddenFragment()],
  'a fragment in the movie box': [
    'video_truncated',
    /contents end or break/,
    smallMp4({ inMovie: Buffer.concat([fragmented(0), fragment({ count: MANY })]) }),
  ],
  'tables in a fragment': [
    'video_truncated',
    /contents end or break/,
    smallMp4({ inMovie: fragmented(0), fragments: box('moof', box('stbl', fullBox('stts', 0, u32(1, MANY, 40)))) }),
  ],
  'names of no length': [
    'video_truncated',
    /claims 4294967295 entries/,
    smallMp4({ inMovie: box('meta', fullBox('keys', 0, u32(MOST, 0, 0, 0))) }),
  ],
  'boxes within boxes': [
    'video_truncated',
    /contents end or break/,
    smallMp4({ inMovie: Array.from({ length: 30 }).reduce<Buffer>((inner) => box('udta', inner), Buffer.alloc(0)) }),
  ],
  'pictures of four billion pixels': [
    'video_unreadable',
    /claims pictures of 65535 × 65535 pixels, too large/,
    smallMp4({ width: 65_535, height: 65_535 }),
  ],
  'more pixels than a picture has': ['video_unreadable', /16384 × 16384/, smallMp4({ width: 16_384, height: 16_384 })],
  'pixels as wide as a street': ['video_unreadable', /4194240 × 64/, smallMp4({ pixelAspect: [65_535, 1] })],
  'a thousand tracks': ['video_unreadable', /more than 256 tracks/, smallMp4({ tracks: 1000 })],
};

describe('a small file that claims more than it can hold', () => {
  it.each(Object.entries(HOSTILE))('is refused at once: %s', async (name, [code, sentence, file]) => {
    const path = await writeFixture(join(folder, `${name}.mp4`), file);
    const error = await openFrames(path).catch((each: unknown) => each);
    expect(error).toMatchObject({ name: 'ForgeError', code, message: expect.stringMatching(sentence) as string });
    expect(error).toHaveProperty('message', expect.stringMatching(/^"[^"]+\.mp4" [^\n]+\.$/));
  });

  it('does not take a process with little memory down', async () => {
    const paths = Object.entries(HOSTILE).map(([name, [, , file]]) =>
      writeFixture(join(folder, `small ${name}.mp4`), file),
    );
    const script = `
      import { openFrames } from ${JSON.stringify(new URL('./frame-source.ts', import.meta.url).href)};
      for (const path of process.argv.slice(1)) await openFrames(path).catch(({ code }) => console.log(code));`;
    const options = ['--max-old-space-size=64', '--import', 'tsx', '--input-type=module', '--eval', script];
    const child = spawn(process.execPath, [...options, ...(await Promise.all(paths))]);
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    const ended = await new Promise((resolve) => child.on('close', resolve));
    expect(ended).toBe(0);
    expect(said.trim().split('\n')).toEqual(Object.values(HOSTILE).map(([code]) => code));
  });
});

describe('an honest file', () => {
  const honest: Readonly<Record<string, Mp4Claims>> = {
    'of one size': {},
    'with a size for each frame': { sizes: SIZES },
    'with shifts and edits': { shifts: [[3, 40]], edits: [[120, 40]] },
    'that lasts for years': { times: [[3, MOST]] },
    'of a thousand frames a second': { times: [[3, 1]] },
    'of 8K': { width: 7680, height: 4320 },
  };
  it.each(Object.entries(honest))('%s is opened', async (name, claims) => {
    const source = await openFrames(await writeFixture(join(folder, `honest ${name}.mp4`), smallMp4(claims)));
    expect(source.metadata.frameCount).toBeGreaterThan(1);
    await source.close();
  });

  it('of one fragment is opened', async () => {
    const file = smallMp4({ inMovie: fragmented(100), fragments: fragment({ count: 1 }) });
    const source = await openFrames(await writeFixture(join(folder, 'fragment.mp4'), file));
    expect(source.metadata.frameCount).toBe(1);
    await source.close();
  });

  it('of three hours is not held up: its lists are read once', async () => {
    const count = 324_000;
    const list = Array.from({ length: count }, () => 5000);
    const times = Array.from({ length: count / 2 }, (_, at) => [2, 33 + (at % 2)] as const);
    const chunks = Array.from({ length: count / 30 }, (_, at) => [at + 1, 30] as const);
    const file = smallMp4({ sizes: { each: 0, count, list }, times, shifts: times, chunks });
    const { bytes, calls, refused } = await bytesReadBy(file);
    expect(refused).toBeNull();
    expect(bytes).toBeLessThan(2 * file.length);
    expect(calls).toBeLessThan(100);
  });
});

describe('whatever a small file claims', () => {
  const count = fc.constantFrom(0, 1, 3, 1000, 70_000, MANY, MOST);
  const pair = fc.tuple(count, fc.constantFrom(0, 1, 40, MOST));
  const run = fc.record({ count, flags: fc.constantFrom(0, 1, 0x100, 0x200, 0x305, 0xf00), bytes: count });
  const claims = fc.record(
    {
      times: fc.array(pair, { maxLength: 3 }),
      shifts: fc.array(pair, { maxLength: 3 }),
      sizes: fc.record({ each: fc.constantFrom(0, 1, 100, MOST), count, list: fc.array(count, { maxLength: 4 }) }),
      chunks: fc.array(fc.tuple(fc.constantFrom(1, 2, MOST), count), { maxLength: 3 }),
      edits: fc.array(pair, { maxLength: 3 }),
      claimed: fc.dictionary(fc.constantFrom('stts', 'ctts', 'stss', 'stsc', 'stco', 'elst'), count),
      width: fc.constantFrom(0, 64, 65_535),
      pixelAspect: fc.tuple(count, count),
      tracks: fc.constantFrom(0, 1, 2),
    },
    { requiredKeys: [] },
  );
  const file = fc.oneof(
    claims.map((each) => smallMp4(each)),
    fc.tuple(claims, count, fc.array(run, { minLength: 1, maxLength: 3 })).map(([each, sampleBytes, runs]) =>
      smallMp4({
        ...each,
        inMovie: fragmented(sampleBytes),
        fragments: Buffer.concat(runs.map(({ bytes, ...other }) => fragment(other, bytes || undefined))),
      }),
    ),
    // One byte of an honest file is changed.
    fc.tuple(fc.nat(900), fc.nat(255)).map(([at, value]) => {
      const bytes = smallMp4({ shifts: [[3, 40]], edits: [[120, 40]], sizes: SIZES });
      bytes[at % bytes.length] = value;
      return bytes;
    }),
  );

  it('opens with no more frames than it has bytes, or is refused with a code of videos; only its bytes are read', async () => {
    await fc.assert(
      fc.asyncProperty(file, async (bytes) => {
        expect((await bytesReadBy(bytes)).bytes).toBeLessThan(16 * bytes.length);
        const path = await writeFixture(join(folder, 'any.mp4'), bytes);
        const opened = await openFrames(path).catch((error: unknown) => error);
        if (opened instanceof Error) expect(opened).toHaveProperty('code', expect.stringMatching(/^video_/));
        else {
          const source = opened as Awaited<ReturnType<typeof openFrames>>;
          expect(source.metadata.frameCount).toBeLessThan(bytes.length + 2000);
          await source.close();
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** The bytes of a file that are read to see whether it claims too much. */
async function bytesReadBy(file: Buffer): Promise<{ bytes: number; calls: number; refused: unknown }> {
  let bytes = 0;
  let calls = 0;
  const read: ReadBytes = async (start, end) => {
    bytes += Math.max(0, Math.min(end, file.length) - start);
    calls += 1;
    return file.subarray(start, end);
  };
  const checked = checkClaims(read, new VideoClaims('any.mp4', file.length));
  const refused: unknown = await checked.then(
    () => null,
    (error: unknown) => error,
  );
  return { bytes, calls, refused };
}
