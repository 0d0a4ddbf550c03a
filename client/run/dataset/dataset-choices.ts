import { create } from 'zustand';
import { z } from 'zod';
import type { ComputeTarget } from '../../../core/dataset/compute-target.ts';
import { frameIndexSchema, type FrameIndex } from '../../../core/schema/brands.ts';
import type { DatasetSpec } from '../../../core/schema/dataset-spec.ts';
import type { Project } from '../../../core/schema/project.ts';
import {
  FIRST_SPEC_CHOICES,
  isSplitValid,
  specChoicesSchema,
  specOf,
  type DoubtsDecision,
  type SpecChoices,
} from '../dataset-form/spec-choices.ts';

/** The user's confirmed choices for the dataset. Unconfirmed changes of the dialog are its draft. */
export interface DatasetChoices extends SpecChoices {
  /** Null while it is the project's name. */
  readonly name: string | null;
  /** Where the dataset is made; null while it is the recommended place. */
  readonly place: ComputeTarget | null;
  /** On the server: the labels are returned for review before a dataset is made. */
  readonly review: boolean;
  /** Labelled frames that are not used. Frames labelled later are chosen by default. */
  readonly leftOut: ReadonlySet<FrameIndex>;
}

interface ChoicesState extends DatasetChoices {
  /** The id of the project that they are for; null where none is open. */
  readonly projectId: string | null;
}

const FIRST: ChoicesState = {
  projectId: null,
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

/** The id of the project that the choices are for; null where none is open. */
export const chosenProjectId = (): string | null => useDatasetChoices.getState().projectId;

/** Kept as long as the project is open in this tab, reloads included. */
export const useDatasetChoices = create<ChoicesState>()(() => FIRST);

export function updateChoices(change: Partial<DatasetChoices>): void {
  useDatasetChoices.setState(change);
  storeChoices();
}

/** Restores the choices for this project from before a reload of the page. */
export function restoreChoices(id: string): void {
  useDatasetChoices.setState({ projectId: id });
  const kept = readKept();
  if (kept?.projectId !== id) return;
  const { projectId: _, leftOut, ...choices } = kept;
  const { train, val } = isSplitValid(choices) ? choices : FIRST;
  useDatasetChoices.setState({ ...choices, train, val, leftOut: new Set(leftOut) });
}

/** Whether this tab has stored choices for the open project. */
export function hasStoredChoices(): boolean {
  const { projectId } = useDatasetChoices.getState();
  return projectId !== null && readKept()?.projectId === projectId;
}

/** Chooses labelled frames for the dataset, or leaves them out. */
export function chooseFrames(frames: readonly FrameIndex[], chosen: boolean): void {
  const leftOut = new Set(useDatasetChoices.getState().leftOut);
  for (const frame of frames) {
    if (chosen) leftOut.delete(frame);
    else leftOut.add(frame);
  }
  updateChoices({ leftOut });
}

/** Resets to the defaults, for another project; the stored choices of this one are restored after a reload. */
export function resetChoices(): void {
  useDatasetChoices.setState(FIRST, true);
}

/**
 * The specification of the dataset. Throws `spec_invalid`.
 *
 * @param decided the user's answer to the question about labels that need a look
 */
export function specFrom(
  choices: DatasetChoices,
  project: Project,
  decided: DoubtsDecision | null = null,
): DatasetSpec {
  const name = choices.name?.trim().slice(0, 200);
  return specOf({ ...choices, doubts: decided ?? choices.doubts }, name || project.name);
}

/** Stores the choices for a reload of the page, also where they are the defaults. */
export function storeChoices(): void {
  const { projectId, leftOut, ...choices } = useDatasetChoices.getState();
  if (projectId === null) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...choices, projectId, leftOut: [...leftOut] }));
  } catch {
    // Without storage the choices are lost on a reload.
  }
}

function readKept() {
  try {
    return keptSchema.safeParse(JSON.parse(sessionStorage.getItem(KEY) ?? 'null')).data ?? null;
  } catch {
    return null; // Nothing is stored, or it cannot be read.
  }
}
