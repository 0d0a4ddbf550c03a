import { Option, type Command } from 'commander';
import { FORMAT_IDS, type DatasetFormat } from '../../core/formats/registry.ts';
import { datasetSpecSchema, type DatasetSpec, type Split } from '../../core/schema/dataset-spec.ts';
import { BETWEEN_CHOICES, type BetweenChoice, type Sampling } from '../../core/schema/project.ts';
import { frameRate, positiveInteger, quality, split } from '../terminal/arguments.ts';

/** Options shared by `annotate` and `submit`: which frames are labelled, and the dataset's format. */
export interface LabellingOptions {
  readonly format: DatasetFormat;
  /** Exactly one of fps and every is given. */
  readonly fps?: number;
  readonly every?: number;
  readonly between: BetweenChoice;
  readonly image: 'jpeg' | 'png';
  readonly quality?: number;
  readonly skipDuplicates: boolean;
  /** Keeps frames on which an object is lost in the dataset. */
  readonly keepLost?: boolean;
  readonly skipDoubtful?: boolean;
  readonly split?: Split;
}

export const PROMPTS_SHAPE =
  'JSON: {"classes": ["dog"], "prompts": [{"frame": 0, "class": "dog", "object": 1, "box": [x, y, w, h]}]}';

/** Declares the sampling options; `checkLabelling` checks what commander cannot. */
export function addSampling(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'dataset format').choices(FORMAT_IDS).makeOptionMandatory())
    .addOption(new Option('--fps <n>', 'frames a second to label').argParser(frameRate).conflicts('every'))
    .addOption(new Option('--every <n>', 'label every n-th frame').argParser(positiveInteger))
    .addOption(
      new Option('--between <choice>', 'the frames in between: left out, with computed labels, or labelled as well')
        .choices(BETWEEN_CHOICES)
        .default('skip'),
    );
}

/** Declares the options of the dataset: what is written for each frame, and which frames are left out. */
export function addDatasetOptions(command: Command): Command {
  return command
    .addOption(new Option('--image <type>', 'how frames are stored').choices(['jpeg', 'png']).default('jpeg'))
    .addOption(new Option('--quality <n>', 'JPEG quality, 1 to 100 (default: 92)').argParser(quality))
    .option('--skip-duplicates', 'leave out frames that hardly differ from the one before', false)
    .addOption(
      new Option(
        '--skip-lost',
        'leave out frames on which an object is unknown and may be in view (the default)',
      ).conflicts('keepLost'),
    )
    .option('--keep-lost', 'keep those frames; what is in view there without a label is taught as background')
    .option('--skip-doubtful', 'leave out frames on which a label needs a look')
    .addOption(new Option('--split <shares>', 'percent for train/val/test (default: 70/20/10)').argParser(split));
}

/** Ends the command with a usage error where options contradict each other. */
export function checkLabelling(options: LabellingOptions, command: Command): void {
  if (options.fps === undefined && options.every === undefined)
    command.error('error: one of --fps and --every is wanted');
  if (options.image === 'png' && options.quality !== undefined)
    command.error('error: --quality is for JPEG; PNG keeps every pixel');
}

export function samplingOf({ fps, every, between }: LabellingOptions): Sampling {
  const more = between === 'skip' ? {} : { between };
  return fps === undefined ? { kind: 'every', n: every ?? 1, ...more } : { kind: 'fps', fps, ...more };
}

export function specOf(options: LabellingOptions, name: string): DatasetSpec {
  const jpeg = options.quality === undefined ? undefined : { type: 'jpeg', quality: options.quality };
  // Undefined fields get the schema's defaults.
  return datasetSpecSchema.parse({
    name,
    format: options.format,
    image: options.image === 'png' ? { type: 'png' } : jpeg,
    split: options.split,
    skipNearDuplicates: options.skipDuplicates,
    skipLostFrames: !options.keepLost,
    ...(options.skipDoubtful ? { skipDoubtfulFrames: true } : {}),
  });
}
