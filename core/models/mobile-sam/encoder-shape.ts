import type { GraphEdit } from '../edit-graph.ts';
import { GRID_SIDE } from './description.ts';

/** Cells of the encoder's output: rows × columns of CELL_PIXELS pixels each. */
export interface CellShape {
  readonly rows: number;
  readonly columns: number;
}

/** Cells of the content of an image, and of the input that it is padded to. */
export interface PaddedShape extends CellShape {
  readonly padded: CellShape;
}

/** Cells of a side of the largest windows. */
const LARGEST_WINDOW = 14;
/** Cells of padding behind the content at least: the decoder's square repeats the last one but one (decoder.ts). */
const LEAST_PADDING = 2;

/**
 * The shape of an input for content of this shape: padded to whole windows, as far as the square is. What shares a
 * window with the end of the image then sees the same padding as in the square that the model was trained with.
 */
export function paddedShape({ rows, columns }: CellShape): PaddedShape {
  const padded = (cells: number) =>
    Math.min(GRID_SIDE, Math.ceil((cells + LEAST_PADDING) / LARGEST_WINDOW) * LARGEST_WINDOW);
  return { rows, columns, padded: { rows: padded(rows), columns: padded(columns) } };
}

/**
 * The transformer stages of the encoder: blocks, side of the windows in which they attend (in their own cells), and
 * how many of their cells are as wide as one of the output.
 */
const STAGES = [
  { name: '/layers.1', blocks: 2, window: 7, finer: 2 },
  { name: '/layers.2', blocks: 6, window: 14, finer: 1 },
  { name: '/layers.3', blocks: 2, window: 7, finer: 1 },
] as const;

/**
 * The constants of the encoder's graph that depend on the shape of its input, for another shape. The published graph is
 * of a square: in it 44 % of a 16:9 frame is padding. Everything else in it, weights above all, holds for any shape: a
 * stage divides its cells into windows, pads the last ones, and takes the padding away again.
 */
export function shapeConstants({ rows, columns }: CellShape): NonNullable<GraphEdit['integers']> {
  const constants = new Map<string, readonly number[]>();
  for (const { name, blocks, window, finer } of STAGES) {
    const size = { down: rows * finer, across: columns * finer };
    for (let block = 0; block < blocks; block++)
      for (const [number, values] of blockConstants(size.down, size.across, window))
        constants.set(`${name}/blocks.${block}/Constant_${number}_output_0`, values);
    if (name !== '/layers.3') constants.set(`${name}/downsample/Constant_output_0`, [1, size.down, size.across, -1]);
  }
  constants.set('/Constant_2_output_0', [rows]);
  constants.set('/Constant_3_output_0', [columns]);
  return constants;
}

/** The constants of one block by their numbers in the graph. */
function blockConstants(down: number, across: number, window: number): [number, readonly number[]][] {
  const windowsDown = Math.ceil(down / window);
  const windowsAcross = Math.ceil(across / window);
  const paddedDown = windowsDown * window;
  const paddedAcross = windowsAcross * window;
  return [
    // Cells as an image, padded at the right and at the bottom to whole windows.
    [3, [down]],
    [4, [across]],
    [6, [0, 0, 0, paddedAcross - across, 0, paddedDown - down]],
    // Cut into windows, and their number.
    [13, [windowsDown]],
    [15, [windowsAcross]],
    [17, [windowsDown]],
    [18, [windowsAcross]],
    // Put together again, and cut back.
    [20, [windowsDown]],
    [21, [windowsAcross]],
    [24, [paddedDown]],
    [25, [paddedAcross]],
    [28, [down]],
    [32, [across]],
    // As an image for the convolution.
    [34, [down]],
    [35, [across]],
  ];
}
