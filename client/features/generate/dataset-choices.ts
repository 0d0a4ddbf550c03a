import { create } from 'zustand';
import { z } from 'zod';
import type { Place } from '../../../core/dataset/where-to-run.ts';
import { frameIndexSchema, type FrameIndex } from '../../../core/schema/brands.ts';
import {
  datasetFormatSchema,
  datasetSpecSchema,
  type DatasetFormat,
  type DatasetSpec,
} from '../../../core/schema/dataset-spec.ts';
import type { Project } from '../../../core/schema/project.ts';
import { PageError } from '../../lib/i18n/page-error.ts';
import { texts } from '../../lib/texts.ts';

/** What the person chose for the dataset, as it stands in the dialog. */
export interface DatasetChoices {
  /** Null while it is the project's name. */
  readonly name: string | null;
  readonly format: DatasetFormat;
  readonly imageType: 'jpeg' | 'png';
  readonly quality: number;
  /** Per cent; the test part is what is left of 100. */
  readonly train: number;
  readonly val: number;
  readonly skipNearDuplicates: boolean;
  readonly skipLostFrames: boolean;
  /** Where it is made; null while it is the place that is recommended. */
  readonly place: Place | null;
  /** On the server: the labels come back to be looked at, and no dataset is made yet. */
  readonly review: boolean;
  /** Labelled frames that are not used. Whatever is labelled later is chosen by itself. */
  readonly leftOut: ReadonlySet<FrameIndex>;
}

const FIRST: DatasetChoices = {
  name: null,
  format: 'yolo-detect',
  imageType: 'jpeg',
  quality: 92,
  train: 70,
  val: 20,
  skipNearDuplicates: false,
  skipLostFrames: false,
  place: null,
  review: false,
  leftOut: new Set(),
};

const KEY = 'vdf-dataset-choices';
const keptSchema = z.object({
  projectId: z.string(),
  name: z.string().nullable(),
  format: datasetFormatSchema,
  imageType: z.enum(['jpeg', 'png']),
  quality: z.int().min(1).max(100),
  train: z.number(),
  val: z.number(),
  skipNearDuplicates: z.boolean(),
  skipLostFrames: z.boolean(),
  place: z.enum(['here', 'server']).nullable().default(null),
  review: z.boolean().default(false),
  leftOut: z.array(frameIndexSchema),
});

let projectId: string | null = null;

/** The id of the project that the choices are for; null where none is open. */
export const chosenProjectId = (): string | null => projectId;

/** They live as long as the project is open in this tab, reloads included. */
export const useDatasetChoices = create<DatasetChoices>()(() => FIRST);

export function choose(change: Partial<DatasetChoices>): void {
  useDatasetChoices.setState(change);
  keepChoices();
}

/** Takes up what was chosen for this project before the page was loaded anew. */
export function takeUpChoices(id: string): void {
  projectId = id;
  const kept = readKept();
  if (kept?.projectId !== id) return;
  const { projectId: _, leftOut, ...choices } = kept;
  useDatasetChoices.setState({ ...choices, leftOut: new Set(leftOut) });
}

/** Whether this tab knows what was chosen for the open project. */
export const areChoicesKept = (): boolean => projectId !== null && readKept()?.projectId === projectId;

/** Chooses labelled frames for the dataset, or leaves them out. */
export function chooseFrames(frames: readonly FrameIndex[], chosen: boolean): void {
  const leftOut = new Set(useDatasetChoices.getState().leftOut);
  for (const frame of frames) {
    if (chosen) leftOut.delete(frame);
    else leftOut.add(frame);
  }
  choose({ leftOut });
}

/** Goes back to the first choices. For another project; those of this one are found again after a reload. */
export function resetChoices(): void {
  projectId = null;
  useDatasetChoices.setState(FIRST, true);
}

/** Whether the split of the form can be used. */
export const isSplitValid = ({ train, val }: Pick<DatasetChoices, 'train' | 'val'>) =>
  train >= 1 && val >= 1 && train + val <= 100;

/** How the dataset is to be written. Throws `spec_invalid`. */
export function specFrom(choices: DatasetChoices, project: Project): DatasetSpec {
  const { name, format, imageType, quality, train, val, skipNearDuplicates, skipLostFrames } = choices;
  const parsed = datasetSpecSchema.safeParse({
    name: name?.trim() ? name.trim().slice(0, 200) : project.name,
    format,
    image: imageType === 'jpeg' ? { type: 'jpeg', quality } : { type: 'png' },
    split: { train: train / 100, val: val / 100, test: Math.max(0, 100 - train - val) / 100 },
    skipNearDuplicates,
    skipLostFrames,
  });
  if (!parsed.success) throw new PageError('spec_invalid', () => texts.splitInvalid, { cause: parsed.error });
  return parsed.data;
}

/** Keeps the choices for a page that is loaded anew, also where they are the first ones. */
export function keepChoices(): void {
  if (projectId === null) return;
  const { leftOut, ...choices } = useDatasetChoices.getState();
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...choices, projectId, leftOut: [...leftOut] }));
  } catch {
    // A browser that keeps nothing forgets the choices when the page is loaded anew.
  }
}

function readKept() {
  try {
    return keptSchema.safeParse(JSON.parse(sessionStorage.getItem(KEY) ?? 'null')).data ?? null;
  } catch {
    return null; // Nothing is kept, or what is kept cannot be read.
  }
}
