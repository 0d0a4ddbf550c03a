import type { DatasetSpec } from '../schema/dataset-spec.ts';

/**
 * Bytes per pixel of a video's frames as JPEG, by quality: measured with this product's encoder on a 720p
 * clip of medium detail. Of three clips the flattest took a third of that and the busiest twice as much, so
 * the size of an archive is a rough estimate.
 */
const JPEG_BYTES = [
  [1, 0.01],
  [50, 0.07],
  [75, 0.11],
  [85, 0.17],
  [92, 0.26],
  [97, 0.47],
  [100, 0.75],
] as const;
const PNG_BYTES = 1.5;
/**
 * A line of a label file; the two entries of a frame in the archive (image, labels) with their names; the
 * files beside the frames.
 */
const LABEL_BYTES = 40;
const FRAME_BYTES = 500;
const DATASET_BYTES = 4000;

/**
 * A rough estimate of the bytes of a dataset's archive, since frames differ in how well they compress. 0
 * without frames.
 */
export function archiveBytes(
  { width, height }: { readonly width: number; readonly height: number },
  frames: number,
  labels: number,
  image: DatasetSpec['image'],
): number {
  if (frames === 0) return 0;
  const pixels = frames * width * height;
  return Math.round(pixels * bytesAPixel(image) + frames * FRAME_BYTES + labels * LABEL_BYTES + DATASET_BYTES);
}

function bytesAPixel(image: DatasetSpec['image']): number {
  if (image.type === 'png') return PNG_BYTES;
  const above = Math.max(
    1,
    JPEG_BYTES.findIndex(([quality]) => quality >= image.quality),
  );
  const [low, lowBytes] = JPEG_BYTES[above - 1] ?? JPEG_BYTES[0];
  const [high, highBytes] = JPEG_BYTES[above] ?? JPEG_BYTES[0];
  return lowBytes + ((image.quality - low) / (high - low)) * (highBytes - lowBytes);
}
