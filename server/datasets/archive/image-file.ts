import { imageSize } from 'image-size';
import { ForgeError } from '../../../core/errors.ts';

const MAX_SIDE = 16_384;
const JPEG_END = Buffer.from([0xff, 0xd9]);
/** The whole last chunk of a PNG: no length, "IEND", its checksum. */
const PNG_END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);

/**
 * Checks that a file is a whole JPEG or PNG of a trainable size, by its header and its end. Throws
 * `archive_invalid`.
 */
export function checkImageFile(bytes: Buffer, path: string): void {
  const wanted = path.endsWith('.png') ? 'png' : 'jpg';
  const { type, width, height } = sizeOf(bytes, path);
  if (type !== wanted)
    throw new ForgeError('archive_invalid.picture_type', { path, type: wanted === 'png' ? 'PNG' : 'JPEG' });
  const end = wanted === 'png' ? PNG_END : JPEG_END;
  if (!bytes.subarray(-end.length).equals(end)) throw new ForgeError('archive_invalid.picture_cut_off', { path });
  if (Math.min(width, height) < 1 || Math.max(width, height) > MAX_SIDE)
    throw new ForgeError('archive_invalid.picture_size', { path, width, height });
}

function sizeOf(bytes: Buffer, path: string) {
  try {
    return imageSize(bytes);
  } catch (error) {
    throw new ForgeError('archive_invalid.not_picture', { path }, { cause: error });
  }
}
