import type { Bitmask } from '../geometry/bitmask.ts';
import type { Embedding } from '../ports/segmenter.ts';
import { imagePoint, type ImageBox, type ImagePoint } from '../schema/brands.ts';

/** How the encoder's grid lies over the frame. */
export type Grid = Pick<Embedding, 'width' | 'height' | 'scale' | 'columns' | 'rows' | 'cellSize'>;

/** The grid of an embedding, without its features. */
export function gridOf({ width, height, scale, columns, rows, cellSize }: Embedding): Grid {
  return { width, height, scale, columns, rows, cellSize };
}

/** A value 0..1 for each grid cell, row-major: how much of the cell belongs to one object. */
export type LabelMap = Float32Array;

/** The share of each cell's pixels that the mask covers. */
export const labelMapOfMask = (mask: Bitmask, { columns, rows, cellSize }: Grid): LabelMap =>
  sharesOfMask(mask, columns, rows, cellSize);

/**
 * The share of each square's pixels that the mask covers, row-major [rows][columns]. A square smaller than a pixel
 * takes the pixel at its centre.
 *
 * @param size side of a square in frame pixels; the first one begins at the frame's corner
 */
export function sharesOfMask(mask: Bitmask, columns: number, rows: number, size: number): Float32Array {
  const { width, height, data } = mask;
  if (size < 1)
    return Float32Array.from({ length: columns * rows }, (_, at) => data[pixelAt(at, columns, size, mask)] ?? 0);
  const columnOf = squareOfPixels(width, columns, size);
  const rowOf = squareOfPixels(height, rows, size);
  const counts = new Float32Array(columns * rows);
  for (let at = data.indexOf(1); at >= 0; at = data.indexOf(1, at)) {
    const y = Math.floor(at / width);
    const row = (rowOf[y] as number) * columns;
    for (const end = (y + 1) * width; at < end && data[at]; at++) {
      const square = row + (columnOf[at - y * width] as number);
      counts[square] = (counts[square] as number) + 1;
    }
  }
  const across = countEach(columnOf, columns);
  const down = countEach(rowOf, rows);
  return counts.map((count, at) => {
    const x = at % columns;
    return count / Math.max(1, (across[x] as number) * (down[(at - x) / columns] as number));
  });
}

/** Index of the pixel in which a square has its centre; -1 beyond the frame. */
function pixelAt(square: number, columns: number, size: number, { width, height }: Bitmask): number {
  const column = square % columns;
  const x = Math.floor((column + 0.5) * size);
  const y = Math.floor(((square - column) / columns + 0.5) * size);
  return x < width && y < height ? y * width + x : -1;
}

/** The column (or row) of squares in which each pixel column (or row) has its centre. */
const squareOfPixels = (pixels: number, squares: number, size: number): Int32Array =>
  Int32Array.from({ length: pixels }, (_, i) => Math.min(squares - 1, Math.floor((i + 0.5) / size)));

function countEach(numbers: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size);
  for (const number of numbers) counts[number] = (counts[number] as number) + 1;
  return counts;
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
