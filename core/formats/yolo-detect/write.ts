import { ForgeError } from '../../errors.ts';
import { textEntry, type PlannedDataset, type SplitName } from '../../export/types.ts';
import type { ArchiveWriter } from '../export-format.ts';
import { yoloRows } from '../yolo/write-rows.ts';
import { description } from './description.ts';

/**
 * Ultralytics YOLO for detection: `data.yaml`, `images/<split>/NAME.jpg`, `labels/<split>/NAME.txt`.
 * A background frame has an empty label file: Ultralytics counts it as background with or without one, and an
 * empty file shows the intent.
 */
export const writer: ArchiveWriter = {
  check({ project: { video } }) {
    const { smallestSide: side } = description.needs;
    if (Math.min(video.width, video.height) >= side) return;
    throw new ForgeError('spec_invalid.small_video', { side, width: video.width, height: video.height });
  },
  imagePath: (frame, plan) => `images/${frame.split}/${frame.stem}.${plan.imageExtension}`,
  labels(frame, { project: { video } }) {
    const { text, written } = yoloRows(frame, video.width, video.height);
    return { files: [textEntry(`labels/${frame.split}/${frame.stem}.txt`, text)], written };
  },
  index: (plan) => [textEntry('data.yaml', dataYaml(plan))],
};

/**
 * `path` is there but empty: Ultralytics then takes the folder of data.yaml itself, wherever the archive was
 * unpacked and the training was started. It resolves "." against the working folder or its own datasets
 * folder (check_det_dataset), which is where "images not found" comes from. Texts are JSON strings, which
 * YAML reads as they are.
 */
function dataYaml(plan: PlannedDataset): string {
  const has = (split: SplitName) => plan.frames.some((frame) => frame.split === split);
  return [
    'path: ""',
    'train: images/train',
    `val: images/${plan.valIsTrain ? 'train' : 'val'}`,
    ...(has('test') ? ['test: images/test'] : []),
    'names:',
    ...plan.classes.map(({ index, name }) => `  ${index}: ${JSON.stringify(name)}`),
    '',
  ].join('\n');
}
