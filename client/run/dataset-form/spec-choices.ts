import { z } from 'zod';
import { DEFAULT_FORMAT } from '../../../core/formats/registry.ts';
import { datasetFormatSchema, datasetSpecSchema, type DatasetSpec } from '../../../core/schema/dataset-spec.ts';
import { PageError } from '../../i18n/page-error.ts';
import { texts } from '../../i18n/texts.ts';

/**
 * How labels that need a look are handled: the user is asked first, their frames are left out, or they are
 * used as they are.
 */
export const DOUBTS_CHOICES = ['ask', 'leaveOut', 'use'] as const;
export type DoubtsChoice = (typeof DOUBTS_CHOICES)[number];
/** The user's answer when asked. */
export type DoubtsDecision = Exclude<DoubtsChoice, 'ask'>;

/** The user's choices for a dataset's spec as they stand in a form, valid or not yet. */
export const specChoicesSchema = z.object({
  format: datasetFormatSchema,
  imageType: z.enum(['jpeg', 'png']),
  /** Of JPEG images. */
  quality: z.int().min(1).max(100),
  /** Per cent; the test part is the rest of 100. */
  train: z.number(),
  val: z.number(),
  skipNearDuplicates: z.boolean(),
  skipLostFrames: z.boolean(),
  doubts: z.enum(DOUBTS_CHOICES).default('ask'),
});
export type SpecChoices = Readonly<z.infer<typeof specChoicesSchema>>;

export const FIRST_SPEC_CHOICES: SpecChoices = {
  format: DEFAULT_FORMAT,
  imageType: 'jpeg',
  quality: 92,
  train: 70,
  val: 20,
  skipNearDuplicates: false,
  skipLostFrames: true,
  doubts: 'ask',
};

/** Whether the form's split is valid. */
export const isSplitValid = ({ train, val }: Pick<SpecChoices, 'train' | 'val'>): boolean =>
  train >= 1 && val >= 1 && train + val <= 100;

/**
 * Whether a dataset will likely have fewer images than its project has frames for it. Frames on which an
 * object was lost are not considered here: they are counted where they are known.
 */
export const maySkipFrames = ({ skipNearDuplicates, doubts }: SpecChoices): boolean =>
  skipNearDuplicates || doubts === 'leaveOut';

/** The spec of a dataset with that name. Throws `spec_invalid`. */
export function specOf(choices: SpecChoices, name: string): DatasetSpec {
  const { format, imageType, quality, train, val, skipNearDuplicates, skipLostFrames, doubts } = choices;
  const parsed = datasetSpecSchema.safeParse({
    name,
    format,
    image: imageType === 'jpeg' ? { type: 'jpeg', quality } : { type: 'png' },
    split: { train: train / 100, val: val / 100, test: Math.max(0, 100 - train - val) / 100 },
    skipNearDuplicates,
    skipLostFrames,
    ...(doubts === 'leaveOut' ? { skipDoubtfulFrames: true } : {}),
  });
  if (!parsed.success) throw new PageError('spec_invalid', () => texts.splitInvalid, { cause: parsed.error });
  return parsed.data;
}
