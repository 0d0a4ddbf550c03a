import type { Bitmask } from '../geometry/bitmask.ts';
import type { Embedding } from '../ports/segmenter.ts';
import { imageBox, imagePoint, type ImageBox, type ImagePoint } from '../schema/brands.ts';
import { LOW_RES_MASK_SIDE } from '../ports/segmenter.ts';

/** How the encoder's grid lies over the frame. */
export type Grid = Pick<Embedding, 'width' | 'height' | 'scale' | 'columns' | 'rows' | 'cellSize'>;

/** The grid of an embedding, without its features. */
export function gridOf({ width, height, scale, columns, rows, cellSize }: Embedding): Grid {
  return { width, height, scale, columns, rows, cellSize };
}

/** A value 0..1 for each grid cell, row-major: how much of the cell belongs to one object. */
export type LabelMap = Float32Array;

/** Finer samples per cell side: at four, a sample is as large as a pixel of the decoder's low-resolution mask. */
const FINE = 4;

/** The share of each cell's pixels that the mask covers. */
export function labelMapOfMask(mask: Bitmask, grid: Grid): LabelMap {
  const { columns, rows, cellSize } = grid;
  const { width, height, data } = mask;
  const columnOf = cellOfPixels(width, columns, cellSize);
  const rowOf = cellOfPixels(height, rows, cellSize);
  const map = new Float32Array(columns * rows);
  for (let at = data.indexOf(1); at >= 0; at = data.indexOf(1, at)) {
    const y = Math.floor(at / width);
    const row = (rowOf[y] as number) * columns;
    for (const end = (y + 1) * width; at < end && data[at]; at++) {
      const cell = row + (columnOf[at - y * width] as number);
      map[cell] = (map[cell] as number) + 1;
    }
  }
  const pixelsAcross = countEach(columnOf, columns);
  const pixelsDown = countEach(rowOf, rows);
  return map.map((count, cell) => {
    const x = cell % columns;
    return count / Math.max(1, (pixelsAcross[x] as number) * (pixelsDown[(cell - x) / columns] as number));
  });
}

/** The cell column (or row) in which each pixel column (or row) has its centre. */
const cellOfPixels = (pixels: number, cells: number, cellSize: number): Int32Array =>
  Int32Array.from({ length: pixels }, (_, i) => Math.min(cells - 1, Math.floor((i + 0.5) / cellSize)));

function countEach(numbers: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size);
  for (const number of numbers) counts[number] = (counts[number] as number) + 1;
  return counts;
}

/** The map at four samples a cell side, bilinear between cell centres: [rows × 4][columns × 4]. */
export function refineMap(map: LabelMap, grid: Grid): Float32Array {
  const { columns, rows } = grid;
  const fineColumns = columns * FINE;
  const fine = new Float32Array(fineColumns * rows * FINE);
  for (let Y = 0; Y < rows * FINE; Y++) {
    const fy = Math.min(rows - 1, Math.max(0, (Y + 0.5) / FINE - 0.5));
    const y0 = Math.floor(fy);
    const y1 = Math.min(rows - 1, y0 + 1);
    const b = fy - y0;
    for (let X = 0; X < fineColumns; X++) {
      const fx = Math.min(columns - 1, Math.max(0, (X + 0.5) / FINE - 0.5));
      const x0 = Math.floor(fx);
      const x1 = Math.min(columns - 1, x0 + 1);
      const a = fx - x0;
      const top = (map[y0 * columns + x0] as number) * (1 - a) + (map[y0 * columns + x1] as number) * a;
      const bottom = (map[y1 * columns + x0] as number) * (1 - a) + (map[y1 * columns + x1] as number) * a;
      fine[Y * fineColumns + X] = top * (1 - b) + bottom * b;
    }
  }
  return fine;
}

/** The box around everything above the threshold in a refined map, in frame pixels; null where nothing is. */
export function boxOfFineMap(fine: Float32Array, grid: Grid, threshold: number): ImageBox | null {
  const width = grid.columns * FINE;
  const size = grid.cellSize / FINE;
  let left = Infinity;
  let top = Infinity;
  let right = -1;
  let bottom = -1;
  for (let i = 0; i < fine.length; i++) {
    if ((fine[i] as number) <= threshold) continue;
    const x = i % width;
    const y = (i - x) / width;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  if (right < 0) return null;
  return imageBox(left * size, top * size, (right - left + 1) * size, (bottom - top + 1) * size);
}

/** A refined map as the decoder's mask prompt: logits over the padded model square, -8 outside the map. */
export function logitsOfFineMap(fine: Float32Array, grid: Grid, threshold: number, gain: number): Float32Array {
  const width = grid.columns * FINE;
  const height = Math.min(LOW_RES_MASK_SIDE, grid.rows * FINE);
  const logits = new Float32Array(LOW_RES_MASK_SIDE ** 2).fill(-8);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < Math.min(width, LOW_RES_MASK_SIDE); x++)
      logits[y * LOW_RES_MASK_SIDE + x] = ((fine[y * width + x] as number) - threshold) * gain;
  }
  return logits;
}

/** The centre of a cell in frame pixels. */
export function cellCentre(cell: number, grid: Grid): ImagePoint {
  const x = cell % grid.columns;
  const y = (cell - x) / grid.columns;
  return imagePoint((x + 0.5) * grid.cellSize, (y + 0.5) * grid.cellSize);
}

/** The indices of the cells that a box touches when it is grown by `margin` cells on each side. */
export function cellsAround(box: ImageBox, margin: number, grid: Grid): Int32Array {
  const [x, y, width, height] = box;
  const left = Math.max(0, Math.floor(x / grid.cellSize - margin));
  const top = Math.max(0, Math.floor(y / grid.cellSize - margin));
  const right = Math.min(grid.columns - 1, Math.ceil((x + width) / grid.cellSize + margin));
  const bottom = Math.min(grid.rows - 1, Math.ceil((y + height) / grid.cellSize + margin));
  const cells: number[] = [];
  for (let v = top; v <= bottom; v++) for (let u = left; u <= right; u++) cells.push(v * grid.columns + u);
  return Int32Array.from(cells);
}
