import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ArchiveEntry } from '../core/export/types.ts';
import { writeZip } from '../core/export/zip.ts';
import { createFileSink } from '../node/files/file-sink.ts';
import { writeTestArchive } from '../server/testing/test-archives.ts';
import { unzip } from '../tests/unzip.ts';

/**
 * Size of a frame of a video as the app exports it: JPEGs of 60, 73, 86 and 98 kB, stored in the zip
 * uncompressed.
 */
const FRAME = { width: 854, height: 480 };
/** Noise strengths that give JPEGs of these sizes. */
const NOISES = [10, 12, 14, 16];

/**
 * Writes a dataset in YOLO layout of a given size, one entry after the other, as the app itself writes its
 * archives.
 *
 * @param bytes the archive's size, reached to within one picture
 * @returns its real size in bytes and its number of frames
 */
export async function writeLargeDataset(path: string, bytes: number): Promise<{ bytes: number; frames: number }> {
  const pictures = await Promise.all(NOISES.map(picture));
  const index = await indexFiles();
  let frames = 0;
  async function* entries(): AsyncGenerator<ArchiveEntry, void, undefined> {
    for (let written = 0; written < bytes; frames++) {
      const image = pictures[frames % pictures.length] ?? new Uint8Array();
      const name = `clip_${String(frames).padStart(6, '0')}`;
      yield { path: `images/train/${name}.jpg`, bytes: image };
      yield { path: `labels/train/${name}.txt`, bytes: new TextEncoder().encode('0 0.5 0.5 0.2 0.2\n') };
      // Two local headers, descriptors and central directory records.
      written += image.length + 18 + 2 * 150;
    }
    yield* index;
  }
  return { bytes: await writeZip(entries(), await createFileSink(path)), frames };
}

/** A gradient under noise of this strength. */
async function picture(sigma: number): Promise<Uint8Array<ArrayBuffer>> {
  const noise = { type: 'gaussian', mean: 120, sigma } as const;
  const jpeg = await sharp({ create: { ...FRAME, channels: 3, background: 'gray', noise } })
    .jpeg({ quality: 80 })
    .toBuffer();
  return new Uint8Array(jpeg);
}

/** `data.yaml` and `metadata.json` of a small dataset: the server counts everything in them anew. */
async function indexFiles(): Promise<ArchiveEntry[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vdf-index-'));
  try {
    await writeTestArchive(join(folder, 'small.zip'), { frameCount: 3 });
    const files = await unzip(new Uint8Array(await readFile(join(folder, 'small.zip'))));
    return ['data.yaml', 'metadata.json'].map((path) => ({ path, bytes: new Uint8Array(files.get(path) ?? []) }));
  } finally {
    await rm(folder, { recursive: true });
  }
}
