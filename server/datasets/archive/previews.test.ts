import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTestArchive } from '../../testing/test-archives.ts';
import { ARCHIVE_LIMITS, checkArchive, type ArchivedFrame } from './check-archive.ts';
import { chooseFrames, labelsSvg, renderPreviews } from './previews.ts';
import { ZipReader } from './zip-reader.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vdf-previews-'));
});
afterAll(() => rm(folder, { recursive: true }));

const frame = (number: number, objects: number): ArchivedFrame => ({
  image: `${number}.jpg`,
  label: `${number}.txt`,
  split: 'train',
  objects,
});

describe('previews', () => {
  it('are pictures of the archive, no larger than asked', async () => {
    const path = join(folder, 'a.zip');
    await writeTestArchive(path, { frameCount: 8 });
    const zip = await ZipReader.open(path, ARCHIVE_LIMITS);
    const checked = await checkArchive(zip);
    const sizes: (number | undefined)[] = [];
    for await (const { index, bytes } of renderPreviews(zip, checked, { count: 3, side: 32 })) {
      const { width, height, format } = await sharp(bytes).metadata();
      expect([format, Math.max(width, height)]).toEqual(['webp', 32]);
      sizes.push(index);
    }
    zip.close();
    expect(sizes).toEqual([0, 1, 2]);
  });

  it('are spread over the dataset, and prefer frames with objects', () => {
    const frames = Array.from({ length: 100 }, (_, i) => frame(i, i % 10 === 0 ? 1 : 0));
    expect(chooseFrames(frames, 5).map(({ image }) => image)).toEqual([
      '0.jpg',
      '20.jpg',
      '40.jpg',
      '60.jpg',
      '80.jpg',
    ]);
    expect(chooseFrames(frames, 50)).toHaveLength(10);
    expect(chooseFrames([frame(1, 0), frame(2, 0)], 12)).toHaveLength(2);
  });

  it('draw any class name as text', async () => {
    const names = ['<script>&"\'', 'собака'];
    const rows = names.map((_, classIndex) => ({ classIndex, cx: 0.5, cy: 0.5, width: 0.5, height: 0.5 }));
    const svg = labelsSvg(rows, names, 100, 80);
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&#60;script&#62;&#38;&#34;&#39;');
    const { width, height } = await sharp(Buffer.from(svg)).metadata();
    expect([width, height]).toEqual([100, 80]);
  });
});
