import { z } from 'zod';
import { datasetFormatSchema, datasetSpecSchema, type DatasetSpec } from '../../../core/schema/dataset-spec.ts';
import { PageError } from '../i18n/page-error.ts';
import { texts } from '../texts.ts';

/** What a person chooses of a dataset's spec, as it stands in a form: also while it is no spec yet. */
export const specChoicesSchema = z.object({
  format: datasetFormatSchema,
  imageType: z.enum(['jpeg', 'png']),
  /** Of JPEG images. */
  quality: z.int().min(1).max(100),
  /** Per cent; the test part is what is left of 100. */
  train: z.number(),
  val: z.number(),
  skipNearDuplicates: z.boolean(),
  skipLostFrames: z.boolean(),
});
export type SpecChoices = Readonly<z.infer<typeof specChoicesSchema>>;

export const FIRST_SPEC_CHOICES: SpecChoices = {
  format: 'yolo-detect',
  imageType: 'jpeg',
  quality: 92,
  train: 70,
  val: 20,
  skipNearDuplicates: false,
  skipLostFrames: true,
};

/** Whether the split of the form can be used. */
export const isSplitValid = ({ train, val }: Pick<SpecChoices, 'train' | 'val'>): boolean =>
  train >= 1 && val >= 1 && train + val <= 100;

/** Whether a dataset may have fewer images than its project has frames for it. */
export const maySkipFrames = ({ skipNearDuplicates, skipLostFrames }: SpecChoices): boolean =>
  skipNearDuplicates || skipLostFrames;

/** The spec of a dataset with that name. Throws `spec_invalid`. */
export function specOf(choices: SpecChoices, name: string): DatasetSpec {
  const { format, imageType, quality, train, val, skipNearDuplicates, skipLostFrames } = choices;
  const parsed = datasetSpecSchema.safeParse({
    name,
    format,
    image: imageType === 'jpeg' ? { type: 'jpeg', quality } : { type: 'png' },
    split: { train: train / 100, val: val / 100, test: Math.max(0, 100 - train - val) / 100 },
    skipNearDuplicates,
    skipLostFrames,
  });
  if (!parsed.success) throw new PageError('spec_invalid', () => texts.splitInvalid, { cause: parsed.error });
  return parsed.data;
}
