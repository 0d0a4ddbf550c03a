import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForgeError } from '../../../core/errors.ts';
import { syntheticProject } from '../../../core/export/testing/synthetic-project.ts';
import { FORMAT_IDS } from '../../../core/formats/registry.ts';
import { unzip } from '../../../tests/unzip.ts';
import { writeTestArchive } from '../../testing/test-archives.ts';
import { ARCHIVE_LIMITS, checkArchive } from './check-archive.ts';
import { zipOf, type ZipPart } from './testing/hostile-zip.ts';
import { ZipReader, type ArchiveLimits } from './zip-reader.ts';

let folder: string;
/** The files of a valid archive of each format. */
const good = new Map<string, ZipPart[]>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-check-'));
  for (const format of FORMAT_IDS) {
    const path = join(folder, `${format}.zip`);
    await writeTestArchive(path, { frameCount: 10, spec: { format } });
    const files = await unzip(new Uint8Array(await readFile(path)));
    good.set(
      format,
      [...files].map(([name, bytes]) => ({ name, bytes })),
    );
  }
});
afterAll(() => rm(folder, { recursive: true }));

const parts = (format = 'yolo-detect'): ZipPart[] => good.get(format) ?? [];

async function check(content: Buffer | readonly ZipPart[], limits: Partial<ArchiveLimits> = {}) {
  const path = join(folder, 'tried.zip');
  await writeFile(path, Buffer.isBuffer(content) ? content : zipOf(content));
  const zip = await ZipReader.open(path, { ...ARCHIVE_LIMITS, ...limits });
  try {
    return await checkArchive(zip);
  } finally {
    zip.close();
  }
}

async function faultOf(content: Buffer | readonly ZipPart[], limits: Partial<ArchiveLimits> = {}): Promise<ForgeError> {
  try {
    await check(content, limits);
  } catch (error) {
    if (error instanceof ForgeError) return error;
    throw error;
  }
  throw new Error('the archive was taken');
}

/** The valid archive with one file changed, added (a new name) or removed (null). */
function withFile(pattern: RegExp | string, change: ((part: ZipPart) => ZipPart | null) | ZipPart): ZipPart[] {
  if (typeof change !== 'function') return [...parts(), change];
  let done = false;
  return parts().flatMap((part) => {
    const matches = typeof pattern === 'string' ? part.name === pattern : pattern.test(part.name);
    if (!matches || done) return [part];
    done = true;
    return change(part) ?? [];
  });
}
const textOf = (text: string) => (part: ZipPart) => ({ ...part, bytes: Buffer.from(text) });

describe('an archive that the app wrote', () => {
  it.each(FORMAT_IDS)('is taken, and its own counts are right: %s', async (format) => {
    const { counts, metadata, frames } = await check(parts(format));
    const own = parts(format).find(({ name }) => name === 'metadata.json');
    const said = (
      JSON.parse(Buffer.from(own?.bytes ?? []).toString()) as {
        counts: { objectsByClass: { name: string; objects: number }[]; leftOut: unknown; objectsBySource: unknown };
      }
    ).counts;
    // Neither left-out frames nor what labels come from are in the archive's files, so they cannot be counted.
    const { objectsByClass, leftOut: _, objectsBySource: __, ...rest } = said;
    expect(counts).toEqual({ ...rest, classes: objectsByClass.map(({ name, objects }) => ({ name, objects })) });
    expect(metadata.format).toBe(format);
    expect(frames.map(({ image }) => image.slice(-10))).toEqual(frames.map((_, i) => `00000${i}.jpg`));
  });

  it.each(FORMAT_IDS)('is taken with names in any script: %s', async (format) => {
    const path = join(folder, 'letters.zip');
    const plain = syntheticProject({ frameCount: 10, name: 'кошка и 猫.mp4' });
    const name = 'دوچرخه\u200cسوار';
    const classes = plain.classes.map((each, at) => (at === 0 ? { ...each, name } : each));
    await writeTestArchive(path, { spec: { format }, project: { video: plain.video, classes } });
    const { counts, frames } = await check(await readFile(path));
    expect(counts.classes[0]).toMatchObject({ name });
    expect(frames[0]?.image).toMatch(/\/кошка_и_猫_[0-9a-f]{8}_000000\.jpg$/);
  });

  it('is counted and not believed', async () => {
    const lying = withFile('metadata.json', (part) => {
      const metadata = JSON.parse(Buffer.from(part.bytes).toString()) as {
        counts: { frames: number; objects: number };
      };
      metadata.counts = { ...metadata.counts, frames: 1_000_000, objects: 0 };
      return { ...part, bytes: Buffer.from(JSON.stringify(metadata)) };
    });
    expect((await check(lying)).counts).toMatchObject({ frames: 10, objects: 15 });
  });

  it('may be compressed, have folders of its own, and hold PNGs', async () => {
    const packed = parts().map((part) => ({ ...part, deflate: true }));
    expect((await check([{ name: 'images/', bytes: Buffer.alloc(0) }, ...packed])).counts.frames).toBe(10);
    const png = await sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const withPng = withFile(/^images/, (part) => ({ name: part.name.replace('.jpg', '.png'), bytes: png }));
    expect((await check(withPng)).counts.frames).toBe(10);
  });
});

describe('an archive that is no dataset is refused in one sentence', () => {
  const label = /^labels\/train/;
  const image = /^images\/train/;
  const metadata = (change: object) => (part: ZipPart) => ({
    ...part,
    bytes: Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.from(part.bytes).toString()) as object), ...change })),
  });
  const cases: readonly [string, () => Buffer | readonly ZipPart[], RegExp][] = [
    ['text', () => Buffer.from('hello'), /no zip archive/],
    ['nothing', () => Buffer.alloc(0), /no zip archive/],
    ['cut off', () => zipOf(parts()).subarray(0, -100), /no zip archive/],
    ['an empty zip', () => [], /metadata\.json is missing/],
    ['no metadata', () => withFile('metadata.json', () => null), /metadata\.json is missing/],
    ['metadata that is no JSON', () => withFile('metadata.json', textOf('{')), /metadata\.json cannot be read/],
    ['metadata of an unknown format', () => withFile('metadata.json', metadata({ format: 'x' })), /"format"/],
    ['metadata without a name', () => withFile('metadata.json', metadata({ dataset: '' })), /"dataset"/],
    ['no data.yaml', () => withFile('data.yaml', () => null), /data\.yaml is missing/],
    ['data.yaml without names', () => withFile('data.yaml', textOf('train: x')), /no class names/],
    ['data.yaml with gaps', () => withFile('data.yaml', textOf('names:\n  0: a\n  2: b\n')), /gaps/],
    ['a hidden class name', () => withFile('data.yaml', textOf('names: ["a\\u202Eb", c]')), /class names/],
    ['two equal class names', () => withFile('data.yaml', textOf('names: [a, a]')), /same name/],
    ['an alias bomb', () => withFile('data.yaml', textOf('a: &a [x,x]\nb: &b [*a,*a]\nnames: [*b,*b]')), /data\.yaml/],
    [
      'a file of another kind',
      () => withFile('', { name: 'run.sh', bytes: Buffer.from('x') }),
      /"run\.sh" has no place/,
    ],
    ['a picture without a label', () => withFile(label, () => null), /has no label file/],
    ['a label without a picture', () => withFile(image, () => null), /has no picture/],
    ['a picture that is text', () => withFile(image, textOf('hello')), /is no picture/],
    [
      'a picture of another kind',
      () => withFile(image, (part) => ({ ...part, name: part.name.replace('.jpg', '.png') })),
      /no PNG/,
    ],
    ['a picture cut off', () => withFile(image, (part) => ({ ...part, bytes: part.bytes.slice(0, -20) })), /cut off/],
    ['a row of text', () => withFile(label, textOf('dog 0.5 0.5 0.1 0.1\n')), /line 1/],
    ['a row with too many numbers', () => withFile(label, textOf('0 0.5 0.5 0.1 0.1 0.9\n')), /line 1/],
    ['an unknown class', () => withFile(label, textOf('0 0.5 0.5 0.1 0.1\n7 0.5 0.5 0.1 0.1\n')), /line 2 .* class/],
    ['a box outside the picture', () => withFile(label, textOf('0 0.99 0.5 0.1 0.1\n')), /line 1/],
    ['a box without a size', () => withFile(label, textOf('0 0.5 0.5 0 0.1\n')), /line 1/],
    ['a wrong checksum', () => withFile(image, (part) => ({ ...part, lies: { crc: 1 } })), /checksum/],
    [
      'a file compressed in another way',
      () => withFile(image, (part) => ({ ...part, lies: { method: 12 } })),
      /compressed in a way/,
    ],
    [
      'a file that says it is longer than it is',
      () => withFile(label, (part) => ({ ...part, deflate: true, lies: { size: 1000 } })),
      /checksum/,
    ],
    [
      'an encrypted file',
      () => withFile(image, (part) => ({ ...part, lies: { flags: 0x801, size: part.bytes.length - 12 } })),
      /encrypted/,
    ],
  ];
  it.each(cases)('%s', async (_, make, sentence) => {
    const fault = await faultOf(make());
    expect(fault).toMatchObject({ code: 'archive_invalid' });
    expect(fault.message).toMatch(sentence);
    expect(fault.message).toMatch(/^[^.]+(\.[^. ][^.]*)*\.$/);
  });
});

describe('promise 9: names that lead out of an archive are refused', () => {
  it.each([
    '../evil.txt',
    'images/../../evil.txt',
    '/etc/passwd',
    'C:/evil.txt',
    'images\\train\\a.jpg',
    'images/train/a\0.jpg',
    'images/train/\u202Egpj.jpg',
    'images/train/.hidden.jpg',
    'images/train/con.jpg',
    'images//a.jpg',
  ])('%j', async (name) => {
    const fault = await faultOf([...parts(), { name, bytes: Buffer.from('x') }]);
    expect(fault.code).toBe('archive_unsafe');
  });

  it('a link, a device, and a name that stands in it twice', async () => {
    for (const mode of [0o120777, 0o060644, 0o040755])
      expect(await faultOf(withFile(/^images/, (part) => ({ ...part, lies: { mode } })))).toMatchObject({
        code: 'archive_unsafe',
      });
    const twice = [...parts(), { name: 'DATA.yaml', bytes: Buffer.from('x') }];
    expect(await faultOf(twice)).toMatchObject({ code: 'archive_unsafe' });
  });
});

describe('promise 10: archives that come in are bounded', () => {
  const zeros = (megabytes: number): ZipPart => ({
    name: 'data.yaml',
    bytes: Buffer.alloc(megabytes << 20),
    deflate: true,
  });
  const bomb = (part: ZipPart) => [...parts().filter(({ name }) => name !== 'data.yaml'), part];

  it('by the ratio of what is unpacked to what was packed', async () => {
    const picture = withFile(/^images/, (part) => ({ ...part, bytes: Buffer.alloc(30 << 20), deflate: true }));
    expect(await faultOf(picture)).toMatchObject({ code: 'archive_too_large' });
  });

  it('by the bytes that really come out, whatever the headers say', async () => {
    const lying = withFile(/^images/, (part) => ({
      ...part,
      bytes: Buffer.alloc(5 << 20),
      deflate: true,
      lies: { size: 100 },
    }));
    expect(['archive_invalid', 'archive_too_large']).toContain((await faultOf(lying)).code);
    expect(await faultOf(bomb(zeros(3)))).toMatchObject({ code: 'archive_too_large' });
    expect(await faultOf(parts(), { unpackedBytes: 1000 })).toMatchObject({ code: 'archive_too_large' });
  });

  it('by the ratio of all files together, however small each is', async () => {
    const small = Array.from({ length: 30 }, (_, i) => ({
      name: `labels/train/zeros_${i}.txt`,
      bytes: Buffer.alloc(900_000),
      deflate: true,
    }));
    const fault = await faultOf([...parts().filter(({ name }) => !name.endsWith('.jpg')), ...small]);
    expect(fault).toMatchObject({ code: 'archive_too_large' });
  });

  it('by refusing files that lie in one another', async () => {
    const [first, ...others] = parts();
    const twin: ZipPart = { name: 'images/train/twin.jpg', bytes: first?.bytes ?? Buffer.alloc(0), lies: { at: 0 } };
    expect(first?.name).toMatch(/^images/);
    const fault = await faultOf([...(first ? [first] : []), ...others, twin]);
    expect(fault).toMatchObject({ code: 'archive_unsafe' });
    expect(fault.message).toMatch(/lies in another/);
  });

  it('by the number of files and the size of one', async () => {
    expect(await faultOf(parts(), { entries: 5 })).toMatchObject({ code: 'archive_too_large' });
    expect(await faultOf(parts(), { fileBytes: 100 })).toMatchObject({ code: 'archive_too_large' });
  });

  it('200 archives with random damage give a fault of the archive or are still whole', async () => {
    const whole = zipOf(parts());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255), fc.constantFrom('flip', 'cut', 'insert')), {
          minLength: 1,
          maxLength: 5,
        }),
        async (damages) => {
          let bytes = Buffer.from(whole);
          for (const [at, value, kind] of damages) {
            if (kind === 'flip' && at < bytes.length) bytes[at] = value;
            if (kind === 'cut') bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + value)]);
            if (kind === 'insert')
              bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([value]), bytes.subarray(at)]);
          }
          try {
            expect((await check(bytes)).counts.frames).toBeLessThanOrEqual(10);
          } catch (error) {
            expect(error).toBeInstanceOf(ForgeError);
            expect(['archive_invalid', 'archive_unsafe', 'archive_too_large']).toContain((error as ForgeError).code);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
