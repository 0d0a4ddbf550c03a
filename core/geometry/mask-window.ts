import { ForgeError } from '../errors.ts';
import type { ImageBox } from '../schema/brands.ts';
import type { MaskRle } from '../schema/mask.ts';
import { maskOfRuns } from './mask-rle.ts';

/**
 * The pieces of a mask's runs within single rows: columns [starts[i], ends[i]), those of row y from
 * firstOfRow[y] to firstOfRow[y + 1].
 */
interface RowSpans {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly firstOfRow: readonly number[];
}

/**
 * The part of a mask within a box of whole pixels, as a mask of the box's size. The part of the box outside
 * the frame is background.
 * Throws `internal` for a box that is empty or not of whole pixels.
 */
export function cropMask(mask: MaskRle, box: ImageBox): MaskRle {
  const [x, y, width, height] = box;
  if (!box.every(Number.isInteger) || width < 1 || height < 1)
    throw new ForgeError('internal.detail', {
      detail: `A mask can only be cut to a box of whole pixels, not to ${box.join(', ')}.`,
    });
  return view(mask, -x, -y, width, height);
}

/**
 * A mask pasted into an empty frame of width × height with its top left pixel at (x, y), whole pixels; parts
 * outside the frame are cut off.
 * Throws `internal` for a position or size that is not of whole pixels.
 */
export function pasteMask(mask: MaskRle, x: number, y: number, width: number, height: number): MaskRle {
  if (![x, y, width, height].every(Number.isInteger) || width < 1 || height < 1)
    throw new ForgeError('internal.detail', {
      detail: `A mask cannot be laid at ${x}, ${y} into a frame of ${width} × ${height} pixels.`,
    });
  return view(mask, x, y, width, height);
}

/**
 * The mask at another size in pixels: each new pixel takes the old pixel under its centre (nearest
 * neighbour).
 * Throws `internal` for a size that is not of whole pixels.
 */
export function resampleMask(mask: MaskRle, width: number, height: number): MaskRle {
  if (![width, height].every(Number.isInteger) || width < 1 || height < 1)
    throw new ForgeError('internal.detail', { detail: `A mask cannot be resized to ${width} × ${height} pixels.` });
  if (width === mask.width && height === mask.height) return mask;
  const spans = rowSpans(mask);
  // The first new column whose centre is not left of the old column's left edge: (2x + 1) × old ≥ 2 × column
  // × new, in whole numbers.
  const newColumn = (column: number) => Math.ceil((2 * column * width - mask.width) / (2 * mask.width));
  const starts: number[] = [];
  const ends: number[] = [];
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((2 * y + 1) * mask.height) / (2 * height));
    const behind = spans.firstOfRow[row + 1] ?? 0;
    for (let i = spans.firstOfRow[row] ?? 0; i < behind; i++) {
      starts.push(y * width + newColumn(spans.starts[i] ?? 0));
      ends.push(y * width + newColumn(spans.ends[i] ?? 0));
    }
  }
  return maskOfRuns(width, height, starts, ends);
}

/** The mask mirrored at its diagonal: pixel (x, y) becomes (y, x). Works on the mask's outline, not on its pixels. */
export function transposeMask(mask: MaskRle): MaskRle {
  const { width, height } = mask;
  const spans = rowSpans(mask);
  // Numbers (x × height + y) at which the column-major mask changes. A column that ends as object changes at
  // the next column's begin.
  const changes: number[] = [];
  for (let y = 0; y <= height; y++) {
    const edges = [...edgesOfRow(spans, y - 1), ...edgesOfRow(spans, y)].sort((a, b) => a - b);
    for (let i = 0; i + 1 < edges.length; i += 2) {
      const behind = edges[i + 1] ?? 0;
      for (let x = edges[i] ?? 0; x < behind; x++) changes.push(x * height + y);
    }
  }
  const sorted = Float64Array.from(changes).sort();
  const even = sorted.filter((_, i) => i % 2 === 0);
  const odd = sorted.filter((_, i) => i % 2 === 1);
  return maskOfRuns(height, width, even, odd);
}

/** Counts of COCO's uncompressed RLE: column-major, background first (`size` is [height, width]). */
export const toCocoCounts = (mask: MaskRle): readonly number[] => transposeMask(mask).counts;

/**
 * The mask of COCO's uncompressed, column-major counts. Throws `internal` where they do not add up to width ×
 * height.
 */
export function fromCocoCounts(counts: readonly number[], width: number, height: number): MaskRle {
  const pixels = counts.reduce((sum, run) => sum + run, 0);
  if (pixels !== width * height)
    throw new ForgeError('internal.detail', {
      detail: `The mask has ${pixels} pixels where its size, ${width} × ${height}, needs others.`,
    });
  return transposeMask({ width: height, height: width, counts });
}

/** The mask moved by (dx, dy) and seen in a frame of another size. */
function view(mask: MaskRle, dx: number, dy: number, width: number, height: number): MaskRle {
  const spans = rowSpans(mask);
  const starts: number[] = [];
  const ends: number[] = [];
  for (let y = Math.max(0, dy); y < Math.min(height, dy + mask.height); y++) {
    const behind = spans.firstOfRow[y - dy + 1] ?? 0;
    for (let i = spans.firstOfRow[y - dy] ?? 0; i < behind; i++) {
      starts.push(y * width + Math.max(0, (spans.starts[i] ?? 0) + dx));
      ends.push(y * width + Math.min(width, (spans.ends[i] ?? 0) + dx));
    }
  }
  return maskOfRuns(width, height, starts, ends);
}

function rowSpans({ width, height, counts }: MaskRle): RowSpans {
  const starts: number[] = [];
  const ends: number[] = [];
  const firstOfRow: number[] = [];
  let at = 0;
  counts.forEach((run, i) => {
    const end = at + run;
    for (let from = at; i % 2 === 1 && from < end;) {
      const row = Math.floor(from / width);
      const to = Math.min(end, (row + 1) * width);
      while (firstOfRow.length <= row) firstOfRow.push(starts.length);
      starts.push(from - row * width);
      ends.push(to - row * width);
      from = to;
    }
    at = end;
  });
  while (firstOfRow.length <= height) firstOfRow.push(starts.length);
  return { starts, ends, firstOfRow };
}

/** The columns at which a row changes; none for rows outside the mask. */
function edgesOfRow(spans: RowSpans, y: number): number[] {
  const edges: number[] = [];
  const behind = spans.firstOfRow[y + 1] ?? 0;
  for (let i = y < 0 ? 0 : (spans.firstOfRow[y] ?? 0); y >= 0 && i < behind; i++)
    edges.push(spans.starts[i] ?? 0, spans.ends[i] ?? 0);
  return edges;
}
