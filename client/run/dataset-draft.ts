import { useMemo } from 'react';
import { z } from 'zod';
import { create } from 'zustand';
import { frameRangeSchema, samplingSchema, type FrameRange, type Project } from '../../core/schema/project.ts';
import { isSplitValid, specChoicesSchema } from './dataset-form/spec-choices.ts';
import { useProjectStore } from '../project/project-store.ts';
import { useVideoStore } from '../video/video-store.ts';
import { choose, chosenProjectId, useDatasetChoices, type DatasetChoices } from './dataset-choices.ts';

/** What the dialog asks for: the choices of a dataset, and what it may change in the project. Labelled frames are chosen elsewhere. */
export interface DatasetDraft extends Omit<DatasetChoices, 'leftOut'> {
  /** null for the whole video. */
  readonly range: FrameRange | null;
  readonly sampling: Project['sampling'];
}

const KEY = 'vdf-dataset-draft';
/** One field that cannot be read takes no other with it. */
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
  // Without its default: what is not said is as it was chosen before.
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
  /** What was changed in the dialog and is not confirmed; all else is as it was chosen before, and as the project has it. */
  readonly changes: DraftChanges;
}

const useDraftState = create<DraftState>()(() => ({ changes: {} }));

/** The last split that could be used: of one that is just being typed nothing is kept. */
let lastSplit: DraftChanges = {};

/** What the dialog shows; null where no project is open. */
export function useDatasetDraft(): DatasetDraft | null {
  const project = useProjectStore((state) => state.project);
  const choices = useDatasetChoices();
  const { changes } = useDraftState();
  return useMemo(() => project && draftOf(project, choices, changes), [project, choices, changes]);
}

/** The open project with the part and the sampling of the draft, as a dataset would be made of it; null where none is open. */
export function useDraftProject(): Project | null {
  const project = useProjectStore((state) => state.project);
  const range = useDraftState(({ changes }) => changes.range);
  const sampling = useDraftState(({ changes }) => changes.sampling);
  return useMemo(() => project && withPart(project, range, sampling), [project, range, sampling]);
}

/** The draft as it is now; null where no project is open. */
export function currentDraft(): DatasetDraft | null {
  const { project } = useProjectStore.getState();
  return project && draftOf(project, useDatasetChoices.getState(), useDraftState.getState().changes);
}

/** Changes the draft, and nothing else until it is confirmed. It is found again when the page is loaded anew. */
export function changeDraft(change: DraftChanges): void {
  const changes = { ...useDraftState.getState().changes, ...change };
  useDraftState.setState({ changes });
  lastSplit = usableSplit(changes) ?? lastSplit;
  const { train: _, val: __, ...others } = changes;
  keepDraft({ ...others, ...lastSplit });
}

/** Takes the draft over: the choices, and what it changes in the project as one step for undo. */
export function takeDraft(): void {
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
  choose(choices);
  dropDraft();
}

/** Takes back everything that was changed and is not confirmed. */
export function dropDraft(): void {
  forgetDraft();
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing has nothing to remove.
  }
}

/** For another project; the draft of this one is found again when it is opened in this tab. */
export function forgetDraft(): void {
  lastSplit = {};
  useDraftState.setState({ changes: {} });
}

/** Takes up the draft of the open project that was there before the page was loaded anew, as far as it can be used. */
export function takeUpDraft(): void {
  forgetDraft();
  const { train: _, val: __, range, ...others } = readKept();
  const lastFrame = (useVideoStore.getState().metadata?.frameCount ?? 0) - 1;
  const fits = range !== undefined && (range === null || range.to <= lastFrame);
  lastSplit = usableSplit(readKept()) ?? {};
  useDraftState.setState({ changes: { ...others, ...lastSplit, ...(fits ? { range } : {}) } });
}

function draftOf(project: Project, { leftOut: _, ...choices }: DatasetChoices, changes: DraftChanges): DatasetDraft {
  return { ...choices, range: project.range ?? null, sampling: project.sampling, ...changes };
}

/** The project with another part of its video (null: all of it) and another sampling, where they are said. */
function withPart(project: Project, range: FrameRange | null | undefined, sampling = project.sampling): Project {
  if (range === undefined && sampling === project.sampling) return project;
  const { range: before, ...rest } = project;
  const part = range === undefined ? before : range;
  return { ...rest, sampling, ...(part ? { range: part } : {}) };
}

/** What is changed of the split, where that makes one that can be used. */
function usableSplit(changes: DraftChanges): DraftChanges | null {
  const { train, val } = changes;
  if (!isSplitValid({ ...useDatasetChoices.getState(), ...changes })) return null;
  return { ...(train === undefined ? {} : { train }), ...(val === undefined ? {} : { val }) };
}

/** Plain data of a few fields. */
const isAlike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function keepDraft(changes: DraftChanges): void {
  const projectId = chosenProjectId();
  if (projectId === null) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ projectId, changes }));
  } catch {
    // A browser that keeps nothing forgets the draft when the page is loaded anew.
  }
}

/** What is kept for the open project, but for fields that cannot be read. */
function readKept(): DraftChanges {
  try {
    const { projectId, changes } = keptSchema.parse(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
    if (projectId !== chosenProjectId()) return {};
    return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  } catch {
    return {}; // Nothing is kept, or what is kept cannot be read.
  }
}
