import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import sharp from 'sharp';
import { ForgeError } from '../../core/errors.ts';
import type { Bitmask } from '../../core/geometry/bitmask.ts';
import { imageNames } from '../../node/frames/image-folder.ts';

/** One sequence on the disk: the paths of the masks are in frame order. */
export interface DavisSequence {
  readonly name: string;
  readonly imageFolder: string;
  readonly maskPaths: readonly string[];
}

/**
 * The sequences of a DAVIS folder (`JPEGImages/<name>` and `Annotations/<name>`, with or without a `480p`
 * level between), by name. Throws `file_not_found` for a folder without sequences, a wanted sequence that is
 * missing, an image without a mask or an unreadable mask, and `video_unreadable` for a mask whose size
 * differs from its image's.
 */
export async function findSequences(folder: string, wanted: readonly string[] | undefined): Promise<DavisSequence[]> {
  const images = await levelOf(join(folder, 'JPEGImages'));
  const masks = await levelOf(join(folder, 'Annotations'));
  const present = (await namesIn(images, 'folders')).sort();
  const missing = wanted?.find((name) => !present.includes(name));
  if (missing !== undefined)
    throw new ForgeError('file_not_found.sequence', { sequence: missing, folder, present: present.join(', ') });
  const names = present.filter((name) => wanted === undefined || wanted.includes(name));
  if (names.length === 0) throw new ForgeError('file_not_found.no_sequence', { folder: images });
  return Promise.all(names.map((name) => openSequence(name, join(images, name), join(masks, name))));
}

async function openSequence(name: string, imageFolder: string, maskFolder: string): Promise<DavisSequence> {
  const masks = new Set(await namesIn(maskFolder, 'files'));
  const images = await imageNames(imageFolder);
  const maskPaths = images.map((image) => {
    const mask = `${parse(image).name}.png`;
    if (!masks.has(mask))
      throw new ForgeError('file_not_found.mask_of_image', {
        image: join(imageFolder, image),
        mask,
        folder: maskFolder,
      });
    return join(maskFolder, mask);
  });
  for (const [at, path] of maskPaths.entries()) await checkSize(path, join(imageFolder, images[at] ?? ''));
  return { name, imageFolder, maskPaths };
}

/** Reads the headers only. A damaged image is reported when its pixels are read. */
async function checkSize(maskPath: string, imagePath: string): Promise<void> {
  const image = await sharp(imagePath)
    .metadata()
    .catch(() => null);
  const mask = await sharp(maskPath)
    .metadata()
    .catch((error: unknown) => {
      throw unreadableMask(maskPath, error);
    });
  const upright = image?.autoOrient;
  if (!upright || (mask.width === upright.width && mask.height === upright.height)) return;
  const { width: imageWidth, height: imageHeight } = upright;
  const { width, height } = mask;
  throw new ForgeError('video_unreadable.mask_size', { path: maskPath, width, height, imageWidth, imageHeight });
}

const unreadableMask = (path: string, cause: unknown) => new ForgeError('file_not_found.mask', { path }, { cause });

/**
 * Reads a mask, stored as palette or grey: every pixel that is not black is object. Throws `file_not_found`
 * when it cannot be read.
 */
export async function readMask(path: string): Promise<Bitmask> {
  const { colors, ...size } = await readColors(path);
  return { ...size, data: Uint8Array.from(colors, (color) => (color === 0 ? 0 : 1)) };
}

/**
 * The objects of a mask by their colour, each with its pixels: the numbers of the colours have the order of the
 * objects in DAVIS-2017, for grey masks as for those with its palette. Throws `file_not_found` when it cannot be read.
 */
export async function readObjects(path: string): Promise<ReadonlyMap<number, Bitmask>> {
  const { colors, ...size } = await readColors(path);
  const objects = new Map<number, Bitmask>();
  for (const color of new Set(colors))
    if (color !== 0) objects.set(color, { ...size, data: Uint8Array.from(colors, (each) => (each === color ? 1 : 0)) });
  return objects;
}

/**
 * The colour of each pixel as one number, with blue highest: in the palette of DAVIS the bits of an object's number go
 * to red, green and blue in turn, from the highest bit of each down.
 */
async function readColors(path: string): Promise<{ width: number; height: number; colors: Uint32Array }> {
  try {
    const image = sharp(path).toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' });
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const colors = new Uint32Array(width * height);
    for (let i = 0; i < data.length; i++) {
      const pixel = Math.floor(i / channels);
      colors[pixel] = (colors[pixel] as number) | ((data[i] as number) << (8 * (i % channels)));
    }
    return { width, height, colors };
  } catch (error) {
    throw unreadableMask(path, error);
  }
}

/** The folder itself, or its `480p` level where there is one. */
async function levelOf(folder: string): Promise<string> {
  return (await namesIn(folder, 'folders')).includes('480p') ? join(folder, '480p') : folder;
}

async function namesIn(folder: string, kind: 'files' | 'folders'): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new ForgeError('file_not_found.davis_folder', { folder }, { cause: error });
  });
  return entries.filter((entry) => entry.isDirectory() === (kind === 'folders')).map((entry) => entry.name);
}
