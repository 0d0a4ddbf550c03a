import type { RgbaImage } from '../image/rgba.ts';

/** Cells along each side of the thumbnail; fewer where the image has fewer pixels. */
const GRID_SIDE = 32;
/**
 * Two frames hardly differ when no cell's mean luma moved by more than this, of 255. Compression noise
 * averages to below 1 over a cell of a 480p frame (27 × 15 pixels); an object of a third of a cell's area
 * that moves away at a contrast of 20 moves it by more than 6.
 */
export const NEAR_DUPLICATE_MAX_DIFFERENCE = 6;

/** Mean luma (0..255) of each cell of a grid over an image, row-major. */
type Thumbnail = Float64Array;

/**
 * The grid of mean luma of an image; equal pixels give equal numbers on every platform (integer sums, one
 * division).
 */
export function thumbnail(image: RgbaImage): Thumbnail {
  const columns = Math.min(GRID_SIDE, image.width);
  const rows = Math.min(GRID_SIDE, image.height);
  const sums = new Float64Array(columns * rows);
  const counts = new Uint32Array(columns * rows);
  const columnOf = Uint8Array.from({ length: image.width }, (_, x) => Math.floor((x * columns) / image.width));
  const { data } = image;
  for (let y = 0, at = 0; y < image.height; y += 1) {
    const row = Math.floor((y * rows) / image.height) * columns;
    for (let x = 0; x < image.width; x += 1, at += 4) {
      const cell = row + (columnOf[x] ?? 0);
      // BT.601 luma in integers, × 256
      sums[cell] = (sums[cell] ?? 0) + 77 * (data[at] ?? 0) + 150 * (data[at + 1] ?? 0) + 29 * (data[at + 2] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return sums.map((sum, cell) => sum / 256 / (counts[cell] ?? 1));
}

/** True where two thumbnails are of the same size and differ by at most NEAR_DUPLICATE_MAX_DIFFERENCE in every cell. */
export function areNearDuplicates(a: Thumbnail, b: Thumbnail): boolean {
  return (
    a.length === b.length && a.every((luma, cell) => Math.abs(luma - (b[cell] ?? 0)) <= NEAR_DUPLICATE_MAX_DIFFERENCE)
  );
}

/**
 * Decides frame by frame, in time order, which to keep: a frame is left out when it hardly differs from the
 * last one kept (so a slow drift is still sampled). Mandatory frames, such as those that the user labelled,
 * are kept and become the last one kept.
 */
export class NearDuplicateFilter {
  #lastKept: Thumbnail | null = null;

  keep(image: RgbaImage, mustStay: boolean): boolean {
    const current = thumbnail(image);
    if (!mustStay && this.#lastKept && areNearDuplicates(this.#lastKept, current)) return false;
    this.#lastKept = current;
    return true;
  }
}
