import type { SplitName } from '../../../export/types.ts';
import {
  linesOf,
  readImageFile,
  type ArchiveFiles,
  type ConsumedImage,
  type ConsumedLabel,
} from '../../testing/consumed-dataset.ts';

/** Ultralytics ignores smaller images. */
const SMALLEST_SIDE = 10;

/** An image of a YOLO dataset, and where its labels are looked for. */
export interface ImageToRead {
  readonly path: string;
  readonly labelPath: string;
  readonly split: SplitName;
  readonly classes: number;
}

/** The image with the rows of its label file, as Ultralytics and darknet read them. */
export function readImage(
  files: ArchiveFiles,
  { path, labelPath, split, classes }: ImageToRead,
  faults: string[],
): ConsumedImage {
  const image = readImageFile(files, path, SMALLEST_SIDE, faults);
  const label = files.get(labelPath);
  if (!label) faults.push(`${path}: no label file ${labelPath}`);
  const labels = label
    ? parseRows(new TextDecoder('utf-8', { fatal: true }).decode(label), labelPath, classes, faults)
    : [];
  return { path, split, ...image, labels };
}

const ROW = /^(\d+) (\d\.\d{6}) (\d\.\d{6}) (\d\.\d{6}) (\d\.\d{6})$/;

function parseRows(text: string, path: string, classes: number, faults: string[]): ConsumedLabel[] {
  if (text !== '' && !text.endsWith('\n')) faults.push(`${path}: the last row has no end`);
  const lines = linesOf(text);
  if (new Set(lines).size !== lines.length) faults.push(`${path}: a row is there twice`);
  return lines.flatMap((line) => {
    const numbers = ROW.exec(line)?.slice(1).map(Number);
    if (!numbers) {
      faults.push(`${path}: not a row: ${line}`);
      return [];
    }
    const [classIndex = -1, centreX = -1, centreY = -1, width = 0, height = 0] = numbers;
    if (classIndex >= classes) faults.push(`${path}: class ${classIndex} of ${classes}`);
    for (const [centre, size] of [[centreX, width] as const, [centreY, height] as const]) {
      const inside = size > 0 && centre - size / 2 >= -1e-9 && centre + size / 2 <= 1 + 1e-9;
      if (!inside) faults.push(`${path}: outside the frame: ${line}`);
    }
    return [{ classIndex, centreX, centreY, width, height }];
  });
}
