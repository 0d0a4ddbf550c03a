import { ForgeError } from '../errors.ts';
import { textEntry, type DatasetFormatWriter, type ExportPlan, type SplitName } from './types.ts';
import { yoloRows } from './yolo-labels.ts';

/** Ultralytics drops images with a side under 10 pixels as corrupt (ultralytics/data/utils.py, verify_image). */
const MIN_SIDE = 10;

/**
 * Ultralytics YOLO for detection: `data.yaml`, `images/<split>/NAME.jpg`, `labels/<split>/NAME.txt`.
 * A background frame has an empty label file: Ultralytics counts it as background with or without one, and an
 * empty file shows the intent.
 */
export const yoloDetect: DatasetFormatWriter = {
  id: 'yolo-detect',
  check({ project: { video } }) {
    if (Math.min(video.width, video.height) >= MIN_SIDE) return;
    throw new ForgeError('spec_invalid.small_video', { side: MIN_SIDE, width: video.width, height: video.height });
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
function dataYaml(plan: ExportPlan): string {
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
