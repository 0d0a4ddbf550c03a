import { useMemo } from 'react';
import { z } from 'zod';
import { create } from 'zustand';
import { frameRangeSchema, samplingSchema, type FrameRange, type Project } from '../../../core/schema/project.ts';
import { isSplitValid, specChoicesSchema } from '../dataset-form/spec-choices.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { updateChoices, chosenProjectId, useDatasetChoices, type DatasetChoices } from './dataset-choices.ts';

/**
 * The dialog's fields: the choices of a dataset, and the project's settings that it may change. Labelled
 * frames are chosen elsewhere.
 */
export interface DatasetDraft extends Omit<DatasetChoices, 'leftOut'> {
  /** null for the whole video. */
  readonly range: FrameRange | null;
  readonly sampling: Project['sampling'];
}

const KEY = 'vdf-dataset-draft';
/** A field that cannot be read does not discard the others. */
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const { format, imageType, quality, train, val, skipNearDuplicates, skipLostFrames, doubts } = specChoicesSchema.shape;
const changesSchema = z.object({
  format: optional(format),
  imageType: optional(imageType),
  quality: optional(quality),
  train: optional(train),
  val: optional(val),
  skipNearDuplicates: optional(skipNearDuplicates),
  skipLostFrames: optional(skipLostFrames),
  // Without its default: a missing value falls back to the earlier choice.
  doubts: optional(doubts.unwrap()),
  name: optional(z.string().nullable()),
  place: optional(z.enum(['here', 'server']).nullable()),
  review: optional(z.boolean()),
  range: optional(frameRangeSchema.nullable()),
  sampling: optional(samplingSchema),
});
const keptSchema = z.object({ projectId: z.string(), changes: changesSchema });

type DraftChanges = Partial<DatasetDraft>;

interface DraftState {
  /** Unconfirmed changes of the dialog; everything else is as chosen before, or as in the project. */
  readonly changes: DraftChanges;
  /** The last valid split: one that is just being typed is not stored. */
  readonly lastSplit: DraftChanges;
}

const NO_CHANGES: DraftState = { changes: {}, lastSplit: {} };
const useDraftState = create<DraftState>()(() => NO_CHANGES);

/** The values that the dialog shows; null where no project is open. */
export function useDatasetDraft(): DatasetDraft | null {
  const project = useProjectStore((state) => state.project);
  const choices = useDatasetChoices();
  const { changes } = useDraftState();
  return useMemo(() => project && draftOf(project, choices, changes), [project, choices, changes]);
}

/**
 * The open project with the draft's range and sampling applied, as a dataset would be made of it; null where
 * none is open.
 */
export function useDraftProject(): Project | null {
  const project = useProjectStore((state) => state.project);
  const range = useDraftState(({ changes }) => changes.range);
  const sampling = useDraftState(({ changes }) => changes.sampling);
  return useMemo(() => project && withPart(project, range, sampling), [project, range, sampling]);
}

/** The current draft; null where no project is open. */
export function currentDraft(): DatasetDraft | null {
  const { project } = useProjectStore.getState();
  return project && draftOf(project, useDatasetChoices.getState(), useDraftState.getState().changes);
}

/** Changes only the draft; it is restored when the page is reloaded. */
export function changeDraft(change: DraftChanges): void {
  const before = useDraftState.getState();
  const changes = { ...before.changes, ...change };
  const lastSplit = usableSplit(changes) ?? before.lastSplit;
  useDraftState.setState({ changes, lastSplit });
  const { train: _, val: __, ...others } = changes;
  keepDraft({ ...others, ...lastSplit });
}

/** Applies the draft: to the choices, and to the project as one undo step. */
export function applyDraft(): void {
  const { range, sampling, ...choices } = useDraftState.getState().changes;
  const { project, dispatch } = useProjectStore.getState();
  if (project) {
    const wanted = withPart(project, range, sampling);
    const step = `draft ${performance.now()}`;
    if (!isAlike(wanted.sampling, project.sampling))
      dispatch({ type: 'project.setSampling', sampling: wanted.sampling }, step);
    if (!isAlike(wanted.range, project.range))
      dispatch({ type: 'project.setRange', range: wanted.range ?? null }, step);
  }
  updateChoices(choices);
  dropDraft();
}

/** Drops all unconfirmed changes. */
export function dropDraft(): void {
  clearDraft();
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Without storage there is nothing to remove.
  }
}

/**
 * Clears the draft for another project; the stored one is restored when this project is opened in this tab
 * again.
 */
export function clearDraft(): void {
  useDraftState.setState(NO_CHANGES);
}

/** Restores the open project's draft from before a reload, as far as it is valid. */
export function restoreDraft(): void {
  clearDraft();
  const { train: _, val: __, range, ...others } = readKept();
  const lastFrame = (useVideoStore.getState().metadata?.frameCount ?? 0) - 1;
  const fits = range !== undefined && (range === null || range.to <= lastFrame);
  const lastSplit = usableSplit(readKept()) ?? {};
  useDraftState.setState({ changes: { ...others, ...lastSplit, ...(fits ? { range } : {}) }, lastSplit });
}

function draftOf(project: Project, { leftOut: _, ...choices }: DatasetChoices, changes: DraftChanges): DatasetDraft {
  return { ...choices, range: project.range ?? null, sampling: project.sampling, ...changes };
}

/** The project with another range (null: the whole video) and sampling, where given. */
function withPart(project: Project, range: FrameRange | null | undefined, sampling = project.sampling): Project {
  if (range === undefined && sampling === project.sampling) return project;
  const { range: before, ...rest } = project;
  const part = range === undefined ? before : range;
  return { ...rest, sampling, ...(part ? { range: part } : {}) };
}

/** The changes of the split, where they make a valid one; otherwise null. */
function usableSplit(changes: DraftChanges): DraftChanges | null {
  const { train, val } = changes;
  if (!isSplitValid({ ...useDatasetChoices.getState(), ...changes })) return null;
  return { ...(train === undefined ? {} : { train }), ...(val === undefined ? {} : { val }) };
}

/** Compares plain data of a few fields. */
const isAlike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function keepDraft(changes: DraftChanges): void {
  const projectId = chosenProjectId();
  if (projectId === null) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ projectId, changes }));
  } catch {
    // Without storage the draft is lost on a reload.
  }
}

/** The stored changes for the open project, without fields that cannot be read. */
function readKept(): DraftChanges {
  try {
    const { projectId, changes } = keptSchema.parse(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
    if (projectId !== chosenProjectId()) return {};
    return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  } catch {
    return {}; // Nothing is stored, or it cannot be read.
  }
}
