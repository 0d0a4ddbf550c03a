import {
  textEntry,
  type ArchiveEntry,
  type PlannedDataset,
  type PlannedFrame,
  type SplitName,
} from '../../export/types.ts';
import type { ArchiveWriter } from '../export-format.ts';
import { yoloRows } from '../yolo/write-rows.ts';

/** The names of the split's parts in darknet's tools and CVAT. */
const PART: Readonly<Record<SplitName, string>> = { train: 'train', val: 'valid', test: 'test' };

const stemPath = (frame: PlannedFrame) => `obj_${PART[frame.split]}_data/${frame.stem}`;

/**
 * YOLO as AlexeyAB's darknet reads it: `obj.data`, `obj.names`, `train.txt`, `valid.txt` (and `test.txt`) at
 * the root, and each image in `obj_train_data/`, `obj_valid_data/` or `obj_test_data/` with its label file
 * beside it. Paths in the lists are relative to the archive's root, which is where darknet is started.
 * darknet reports a missing label file as an error, so a background frame has an empty one.
 */
export const writer: ArchiveWriter = {
  check() {
    // darknet resizes images of any size: there is nothing to refuse.
  },
  imagePath: (frame, plan) => `${stemPath(frame)}.${plan.imageExtension}`,
  labels(frame, { project: { video } }) {
    const { text, written } = yoloRows(frame, video.width, video.height);
    return { files: [textEntry(`${stemPath(frame)}.txt`, text)], written };
  },
  index: (plan) => [
    textEntry('obj.names', plan.classes.map(({ name }) => `${name}\n`).join('')),
    textEntry('obj.data', objData(plan)),
    ...lists(plan),
  ],
};

function objData(plan: PlannedDataset): string {
  return [
    `classes = ${plan.classes.length}`,
    'train = train.txt',
    'valid = valid.txt',
    ...(plan.frames.some((frame) => frame.split === 'test') ? ['test = test.txt'] : []),
    'names = obj.names',
    'backup = backup/',
    '',
  ].join('\n');
}

function lists(plan: PlannedDataset): ArchiveEntry[] {
  const list = (name: string, split: SplitName): ArchiveEntry[] => {
    const paths = plan.frames
      .filter((frame) => frame.split === split)
      .map((frame) => `${writer.imagePath(frame, plan)}\n`);
    return paths.length === 0 ? [] : [textEntry(`${name}.txt`, paths.join(''))];
  };
  return [...list('train', 'train'), ...list('valid', plan.valIsTrain ? 'train' : 'val'), ...list('test', 'test')];
}
