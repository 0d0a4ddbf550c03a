import type { SplitName } from '../../export/types.ts';

/** The files of an unpacked archive by their path. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

/** An object as shares of the frame. */
export interface ConsumedLabel {
  readonly classIndex: number;
  readonly centreX: number;
  readonly centreY: number;
  readonly width: number;
  readonly height: number;
}

export interface ConsumedImage {
  readonly path: string;
  readonly split: SplitName;
  readonly width: number;
  readonly height: number;
  /** Frame index in the file name. */
  readonly rank: number;
  readonly labels: readonly ConsumedLabel[];
}

export interface ConsumedDataset {
  /** In the order of the class numbers. */
  readonly names: readonly string[];
  /** In the order of splits, and of time within them; an image of two splits is there twice. */
  readonly images: readonly ConsumedImage[];
}

/**
 * Reads an archive as the program that its format is for does, or stricter. Throws an Error with every fault found.
 * `testing/consumer.ts` of a format's folder exports one as `consume`.
 */
export type Consume = (files: ArchiveFiles) => ConsumedDataset;

/** Width and height of a frame's image and its rank; adds to `faults` what a consumer would refuse. */
export function readImageFile(files: ArchiveFiles, path: string, smallestSide: number, faults: string[]) {
  const bytes = files.get(path);
  const size = bytes ? imageSize(bytes) : null;
  if (!size) faults.push(`${path}: missing, or not a whole baseline JPEG or PNG`);
  if (size && Math.min(...size) < smallestSide)
    faults.push(`${path}: ${size.join(' × ')} is under ${smallestSide} pixels`);
  const rank = /_(\d{6,})\.(jpg|png)$/.exec(path)?.[1];
  if (rank === undefined) faults.push(`${path}: the name carries no rank`);
  return { width: size?.[0] ?? 0, height: size?.[1] ?? 0, rank: Number(rank ?? -1) };
}

/**
 * Blocks in time order, without a frame in two of them. `shared`: one single image serves for training and
 * validation.
 */
export function checkSplit(images: readonly ConsumedImage[], shared: boolean, faults: string[]): void {
  if (shared) {
    if (new Set(images.map(({ path }) => path)).size !== 1) faults.push('train and val share several images');
    return;
  }
  images.forEach((image, at) => {
    const before = images[at - 1];
    if (before && before.rank >= image.rank) faults.push(`${image.path} does not come after ${before.path}`);
  });
}

/** Width and height of a whole PNG or baseline JPEG (ending in FFD9), or null. */
function imageSize(bytes: Uint8Array): [number, number] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length > 24 && view.getUint32(0) === 0x89504e47) {
    const whole = view.getUint32(bytes.length - 8) === 0x49454e44;
    return whole ? [view.getUint32(16), view.getUint32(20)] : null;
  }
  if (bytes.length < 20 || view.getUint16(0) !== 0xffd8 || view.getUint16(bytes.length - 2) !== 0xffd9) return null;
  for (let at = 2; at + 9 < bytes.length; at += 2 + view.getUint16(at + 2)) {
    // SOF0: baseline
    if (view.getUint16(at) === 0xffc0) return [view.getUint16(at + 7), view.getUint16(at + 5)];
  }
  return null;
}

/** The text of a file. Throws an Error where it is not there or no UTF-8. */
export function textOf(files: ArchiveFiles, path: string): string {
  const bytes = files.get(path);
  if (!bytes) throw new Error(`the archive has no ${path || 'file that is named'}`);
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

export const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
