import sharp from 'sharp';
import { ForgeError, throwIfAborted } from '../../../core/errors.ts';
import type { LabelledBox } from '../../../core/formats/export-format.ts';
import { formatOf } from '../../../core/formats/registry.ts';
import { CLASS_COLORS } from '../../../core/project/class-colors.ts';
import type { ArchivedFrame, CheckedArchive } from './check-archive.ts';
import type { ZipReader } from './zip-reader.ts';

export const PREVIEW_CONTENT_TYPE = 'image/webp';

export interface PreviewOptions {
  /** Most images to render. */
  readonly count: number;
  /** The longer side of an image in pixels. */
  readonly side: number;
}

export interface Preview {
  /** From 0, without gaps. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** An image of 100 megapixels is larger than any camera's frame. */
const MAX_PIXELS = 100_000_000;
/** Of 6. A preview takes 22 ms with it and 42 ms with sharp's own 4, for files of the same size. */
const WEBP_EFFORT = 1;

/**
 * Previews rendered while the one before is stored. More would help a machine with many cores only, and each
 * can hold 100 MB.
 */
const AHEAD = 2;

/**
 * Renders images of frames spread evenly over the dataset, those with objects first, with the archive's own
 * labels drawn on them. Throws `archive_invalid` for an image that cannot be decoded.
 */
export async function* renderPreviews(
  zip: ZipReader,
  { metadata, frames, counts }: CheckedArchive,
  { count, side }: PreviewOptions,
  signal?: AbortSignal,
): AsyncGenerator<Preview, void, undefined> {
  const { reader } = formatOf(metadata.format);
  const names = counts.classes.map(({ name }) => name);
  const running: Promise<Preview>[] = [];
  try {
    for (const [index, frame] of chooseFrames(frames, count).entries()) {
      throwIfAborted(signal);
      const [image, label] = [frame.image, frame.label].map((name) => zip.entries.get(name));
      if (!image || !label) throw new ForgeError('archive_invalid.picture_missing', { path: frame.image });
      const boxes = reader.labels((await zip.read(label)).toString('utf8'), frame.label, names.length);
      const picture = Buffer.from(await zip.read(image));
      const preview = render(picture, boxes, names, side, frame.image).then((bytes) => ({ index, bytes }));
      // It may fail before it is awaited, and Node ends for an unhandled rejection.
      preview.catch(() => undefined);
      running.push(preview);
      const first = running.length > AHEAD ? running.shift() : undefined;
      if (first) yield await first;
    }
    for (let next = running.shift(); next; next = running.shift()) yield await next;
  } finally {
    // After an error the others are of no use, but nothing of an upload may go on after its end.
    await Promise.allSettled(running);
  }
}

/** Chooses frames evenly, in the dataset's order; frames with objects where there are enough of them. */
export function chooseFrames(frames: readonly ArchivedFrame[], count: number): ArchivedFrame[] {
  const labelled = frames.filter(({ objects }) => objects > 0);
  const pool = labelled.length > 0 ? labelled : frames;
  const step = Math.max(1, pool.length / count);
  return Array.from({ length: Math.min(count, pool.length) }, (_, i) => pool[Math.floor(i * step)]).filter(
    (frame) => frame !== undefined,
  );
}

async function render(
  image: Buffer,
  boxes: readonly LabelledBox[],
  names: readonly string[],
  side: number,
  path: string,
): Promise<Uint8Array> {
  try {
    const { data, info } = await sharp(image, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const overlay = Buffer.from(labelsSvg(boxes, names, info.width, info.height));
    return await sharp(data, { raw: info })
      .composite([{ input: overlay }])
      .webp({ quality: 80, effort: WEBP_EFFORT })
      .toBuffer();
  } catch (error) {
    if (error instanceof ForgeError) throw error;
    throw new ForgeError('archive_invalid.picture_undecodable', { path }, { cause: error });
  }
}

const TAG_HEIGHT = 16;
/** Approximate width of a character of the tag's font in pixels. */
const TAG_CHARACTER = 7;

/** The boxes and their class names as an SVG of the picture's size. */
export function labelsSvg(
  boxes: readonly LabelledBox[],
  names: readonly string[],
  width: number,
  height: number,
): string {
  const shapes = boxes.map(({ classIndex, cx, cy, width: w, height: h }) => {
    const color = CLASS_COLORS[classIndex % CLASS_COLORS.length] ?? '#e69f00';
    const [x, y] = [(cx - w / 2) * width, (cy - h / 2) * height];
    const name = names[classIndex] ?? '';
    const tag = Math.min(width, name.length * TAG_CHARACTER + 8);
    const left = Math.min(x, width - tag);
    const top = y >= TAG_HEIGHT ? y - TAG_HEIGHT : y;
    return (
      `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${(w * width).toFixed(1)}" height="${(h * height).toFixed(1)}" ` +
      `fill="none" stroke="${color}" stroke-width="2"/>` +
      `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${tag}" height="${TAG_HEIGHT}" fill="${color}"/>` +
      `<text x="${(left + 4).toFixed(1)}" y="${(top + 12).toFixed(1)}" font-family="sans-serif" font-size="12" fill="#000">${escapeXml(name)}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`;
}

/** Class names come from untrusted archives; names that XML cannot hold are refused before (class-names.ts). */
const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
