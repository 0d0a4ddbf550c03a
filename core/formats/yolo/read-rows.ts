import { ForgeError } from '../../errors.ts';
import type { LabelledBox } from '../export-format.ts';

const ROW = /^(\d{1,4}) (\d(?:\.\d{1,12})?) (\d(?:\.\d{1,12})?) (\d(?:\.\d{1,12})?) (\d(?:\.\d{1,12})?)$/;
/** Centre and size have six decimals: a box at the frame's edge may exceed it by this much. */
const ROUNDING = 2e-6;

/** The rows `class cx cy w h` of a YOLO label file. Throws `archive_invalid` for a row that is not one. */
export function readYoloRows(text: string, file: string, classes: number): LabelledBox[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, at) => {
    const row = readRow(line.replace(/\r$/, ''));
    if (!row) throw new ForgeError('archive_invalid.label_line', { line: at + 1, path: file });
    if (row.classIndex >= classes) throw new ForgeError('archive_invalid.label_class', { line: at + 1, path: file });
    return row;
  });
}

function readRow(line: string): LabelledBox | null {
  const numbers = ROW.exec(line)?.slice(1).map(Number);
  if (!numbers) return null;
  const [classIndex = 0, cx = 0, cy = 0, width = 0, height = 0] = numbers;
  const inside = (centre: number, size: number) =>
    size > 0 && centre - size / 2 >= -ROUNDING && centre + size / 2 <= 1 + ROUNDING;
  return inside(cx, width) && inside(cy, height) ? { classIndex, cx, cy, width, height } : null;
}
