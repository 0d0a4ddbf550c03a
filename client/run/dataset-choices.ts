import { create } from 'zustand';
import { z } from 'zod';
import type { Place } from '../../core/dataset/where-to-run.ts';
import { frameIndexSchema, type FrameIndex } from '../../core/schema/brands.ts';
import type { DatasetSpec } from '../../core/schema/dataset-spec.ts';
import type { Project } from '../../core/schema/project.ts';
import {
  FIRST_SPEC_CHOICES,
  isSplitValid,
  specChoicesSchema,
  specOf,
  type DoubtsDecision,
  type SpecChoices,
} from './dataset-form/spec-choices.ts';

/** What the user chose for the dataset, as it was confirmed last. What the dialog shows meanwhile is its draft. */
export interface DatasetChoices extends SpecChoices {
  /** Null while it is the project's name. */
  readonly name: string | null;
  /** Where it is made; null while it is the place that is recommended. */
  readonly place: Place | null;
  /** On the server: the labels come back to be looked at, and no dataset is made yet. */
  readonly review: boolean;
  /** Labelled frames that are not used. Whatever is labelled later is chosen by itself. */
  readonly leftOut: ReadonlySet<FrameIndex>;
}

const FIRST: DatasetChoices = {
  ...FIRST_SPEC_CHOICES,
  name: null,
  place: null,
  review: false,
  leftOut: new Set(),
};

const KEY = 'vdf-dataset-choices';
const keptSchema = specChoicesSchema.extend({
  projectId: z.string(),
  name: z.string().nullable(),
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
  const { train, val } = isSplitValid(choices) ? choices : FIRST;
  useDatasetChoices.setState({ ...choices, train, val, leftOut: new Set(leftOut) });
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

/**
 * How the dataset is to be written. Throws `spec_invalid`.
 *
 * @param decided what the user said of labels that need a look when they were asked
 */
export function specFrom(
  choices: DatasetChoices,
  project: Project,
  decided: DoubtsDecision | null = null,
): DatasetSpec {
  const name = choices.name?.trim().slice(0, 200);
  return specOf({ ...choices, doubts: decided ?? choices.doubts }, name || project.name);
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
