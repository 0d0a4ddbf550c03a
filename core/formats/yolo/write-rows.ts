import type { ImageBox } from '../../schema/brands.ts';
import type { ExportObject, PlannedFrame } from '../../export/types.ts';

/**
 * Edges are placed on multiples of this share of the frame's side: 0.004 px at 4K, and every centre has six
 * decimals exactly.
 */
const EDGE_STEP = 2e-6;
const DECIMALS = 6;

/** Rows `class cx cy w h` of YOLO, and the object of each row. */
export interface YoloRows {
  readonly text: string;
  readonly written: readonly ExportObject[];
}

/**
 * The label file of one frame in YOLO's five columns, shared by Ultralytics and darknet: zero-based class,
 * then centre and size as shares of the frame with six decimals. One row an object, each row ended by a line
 * feed; empty for a background frame. A row that repeats an earlier one is left out, as Ultralytics would do
 * while warning.
 */
export function yoloRows(frame: PlannedFrame, width: number, height: number): YoloRows {
  const rows = new Map<string, ExportObject>();
  for (const object of frame.objects) {
    rows.set(`${object.classIndex} ${yoloColumns(object.box, width, height)}\n`, object);
  }
  return { text: [...rows.keys()].join(''), written: [...rows.values()] };
}

/**
 * `cx cy w h` of a box inside the frame. The edges are rounded, not centre and size, so that no box reaches
 * over the frame's edge.
 */
export function yoloColumns([x, y, boxWidth, boxHeight]: ImageBox, width: number, height: number): string {
  const [centreX, shareX] = centreAndSize(x / width, (x + boxWidth) / width);
  const [centreY, shareY] = centreAndSize(y / height, (y + boxHeight) / height);
  return [centreX, centreY, shareX, shareY].map((value) => value.toFixed(DECIMALS)).join(' ');
}

function centreAndSize(from: number, to: number): [number, number] {
  const low = Math.round(Math.max(0, from) / EDGE_STEP);
  const high = Math.max(low + 1, Math.round(Math.min(1, to) / EDGE_STEP));
  return [((low + high) * EDGE_STEP) / 2, (high - low) * EDGE_STEP];
}
