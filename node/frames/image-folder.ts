import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { ForgeError, throwIfAborted } from '../../core/errors.ts';
import type { RgbaImage } from '../../core/image/rgba.ts';
import type { Frame, FrameSource } from '../../core/ports/frame-source.ts';
import { frameIndex, type FrameIndex } from '../../core/schema/brands.ts';
import type { VideoMetadata } from '../../core/schema/project.ts';

/** Images have no times of their own: a folder counts as a video of this rate. */
const FOLDER_FPS = 25;
const EXTENSIONS: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp']);
const naturalOrder = new Intl.Collator('en', { numeric: true });

/**
 * Opens a folder of JPEG, PNG and WebP images as a video: natural name order ("frame2" before "frame10"),
 * upright as EXIF says, 25 frames a second. Other files are skipped. All images must have one size. Throws
 * `video_empty` for a folder without images, `video_unreadable` for a damaged image or differing sizes.
 */
export async function openImageFolder(folder: string): Promise<FrameSource> {
  const names = await imageNames(folder);
  const [firstName] = names;
  const folderName = basename(resolve(folder));
  if (firstName === undefined) {
    throw new ForgeError('video_empty.folder', { name: folderName });
  }
  const paths = names.map((name) => join(folder, name));
  const headers = await mapInOrder(paths, readHeader);
  const [first] = headers;
  if (!first) throw new ForgeError('internal.detail', { detail: 'No image was read.' });
  headers.forEach(({ width, height }, at) => {
    if (width === first.width && height === first.height) return;
    throw new ForgeError('video_unreadable.image_sizes', {
      name: names[at] ?? '',
      width,
      height,
      first: firstName,
      firstWidth: first.width,
      firstHeight: first.height,
    });
  });
  const metadata: VideoMetadata = {
    name: folderName,
    size: headers.reduce((total, { bytes }) => total + bytes, 0),
    container: 'images',
    codec: [...new Set(headers.map(({ format }) => format))].sort().join('+'),
    width: first.width,
    height: first.height,
    rotation: 0,
    duration: paths.length / FOLDER_FPS,
    frameCount: paths.length,
    nominalFps: FOLDER_FPS,
    variableFps: false,
    firstTimestamp: 0,
    lastTimestamp: (paths.length - 1) / FOLDER_FPS,
  };
  return new ImageFolderSource(paths, metadata);
}

/** The file names of a folder's images: entry i is frame i. Throws the file system's errors. */
export async function imageNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return (
    entries
      .filter(
        (entry) =>
          !entry.isDirectory() && !entry.name.startsWith('.') && EXTENSIONS.has(extname(entry.name).toLowerCase()),
      )
      .map((entry) => entry.name)
      // Equal in natural order ("1.png", "01.png"): by code units, so that the order never depends on the file system.
      .sort((a, b) => naturalOrder.compare(a, b) || (a < b ? -1 : 1))
  );
}

interface ImageHeader {
  /** Width of the upright image. */
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly bytes: number;
}

async function readHeader(path: string): Promise<ImageHeader> {
  try {
    const [{ size }, header] = await Promise.all([stat(path), sharp(path).metadata()]);
    const { width, height } = header.autoOrient;
    return { width, height, format: header.format, bytes: size };
  } catch (error) {
    throw damagedImage(path, error);
  }
}

async function readPixels(path: string, { width, height }: VideoMetadata): Promise<RgbaImage> {
  try {
    const image = sharp(path).autoOrient().toColourspace('srgb').ensureAlpha();
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    if (info.width !== width || info.height !== height)
      throw new Error(`the size is now ${info.width} × ${info.height}`);
    return { width, height, data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength) };
  } catch (error) {
    throw damagedImage(path, error);
  }
}

const damagedImage = (path: string, cause: unknown) =>
  new ForgeError('video_unreadable.image', { name: basename(path) }, { cause });

/** Sixteen at a time: thousands of open files at once are refused. */
async function mapInOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += 16)
    results.push(...(await Promise.all(items.slice(at, at + 16).map(work))));
  return results;
}

class ImageFolderSource implements FrameSource {
  readonly #live = new Set<ImageFrame>();
  readonly timestamps: readonly number[];
  #isClosed = false;

  constructor(
    private readonly paths: readonly string[],
    readonly metadata: VideoMetadata,
  ) {
    this.timestamps = paths.map((_, rank) => rank / FOLDER_FPS);
  }

  get liveFrames(): number {
    return this.#live.size;
  }

  async frame(index: FrameIndex, signal?: AbortSignal): Promise<Frame> {
    const path = this.#pathOf(index);
    throwIfAborted(signal);
    const pixels = await readPixels(path, this.metadata);
    throwIfAborted(signal);
    this.#checkOpen();
    const frame = new ImageFrame(frameIndex(index), index / FOLDER_FPS, pixels, () => this.#live.delete(frame));
    this.#live.add(frame);
    return frame;
  }

  /**
   * Reads images one at a time as they are asked for: sharp is far faster than any consumer, so nothing is
   * read ahead.
   */
  async *frames(
    indices: readonly FrameIndex[],
    { signal }: { signal?: AbortSignal } = {},
  ): AsyncGenerator<Frame, void, undefined> {
    for (const index of indices) this.#pathOf(index);
    for (const index of indices) yield await this.frame(index, signal);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const frame of this.#live) frame.close();
  }

  #pathOf(index: FrameIndex): string {
    this.#checkOpen();
    const path = this.paths[index];
    if (path !== undefined) return path;
    const last = this.paths.length - 1;
    throw new ForgeError('frame_out_of_range.images', { frame: index, last });
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ForgeError('video_decode_failed.images_closed');
  }
}

class ImageFrame implements Frame {
  readonly width: number;
  readonly height: number;
  #pixels: RgbaImage | null;

  constructor(
    readonly index: FrameIndex,
    readonly timestamp: number,
    pixels: RgbaImage,
    private readonly onClose: () => void,
  ) {
    this.#pixels = pixels;
    this.width = pixels.width;
    this.height = pixels.height;
  }

  async rgba(): Promise<RgbaImage> {
    if (!this.#pixels) throw new ForgeError('video_decode_failed.frame_released', { frame: this.index });
    const { width, height, data } = this.#pixels;
    return { width, height, data: data.slice() };
  }

  close(): void {
    if (!this.#pixels) return;
    this.#pixels = null;
    this.onClose();
  }
}
