import { create } from 'zustand';
import { applyCommand } from '../../core/project/commands/apply-command.ts';
import type { Correction, DrawnShape, EditCommand } from '../../core/project/commands/command.ts';
import { describeRun, describeEdit, type EditStep } from '../../core/project/commands/edit-step.ts';
import type { ClassId, FrameIndex, ImageBox, TrackId } from '../../core/schema/brands.ts';
import { labelsRemovedBy, type RemovedLabels } from '../../core/project/removed-labels.ts';
import type { Project, Sampling } from '../../core/schema/project.ts';
import type { JobReference } from './storage/stored-project.ts';
import { bytesBetween, withStep, type Snapshot } from './edit-history.ts';

/** A shape drawn before there is any class: it becomes an object of the first class that is added. */
interface Draft {
  readonly frame: FrameIndex;
  readonly drawn: DrawnShape;
}

export interface LastStep {
  readonly how: 'done' | 'undone' | 'redone';
  readonly step: EditStep;
}

interface ProjectState {
  readonly project: Project | null;
  readonly activeClassId: ClassId | null;
  readonly selectedTrackId: TrackId | null;
  readonly corrections: readonly Correction[];
  /** The corrections of the latest edit that made some: another array for each, null after undo and redo. */
  readonly corrected: readonly Correction[] | null;
  readonly drafts: readonly Draft[];
  readonly past: readonly Snapshot[];
  readonly future: readonly Snapshot[];
  /** The latest step of the history, until another one follows or a run begins. */
  readonly last: LastStep | null;
  /** True while labels are being propagated: nothing may be edited then. */
  readonly locked: boolean;
  /** The job on the server whose labels are still to come. */
  readonly job: JobReference | null;
  /** Jobs whose labels are in the project. */
  readonly taken: readonly string[];

  start(project: Project | null): void;
  /**
   * Performs one edit: one step for undo. Edits with the same `key` that follow each other quickly are one
   * step. Without a project, or while it is locked, it does nothing. Throws what applyCommand throws.
   */
  dispatch(command: EditCommand, key?: string): void;
  activateClass(id: ClassId): void;
  /** A new object of the active class; a draft when there is no class yet. */
  addObject(frame: FrameIndex, drawn: DrawnShape): void;
  select(trackId: TrackId | null): void;
  dropDrafts(): void;
  undo(): void;
  redo(): void;
  /** A run begins: one step for undo, and editing is locked. */
  beginRun(): void;
  /** The project with the labels of the run so far. */
  showRun(project: Project): void;
  /** The run ended, and these corrections are in it. */
  endRun(done: readonly Correction[]): void;
  /**
   * The project with frames of a correction that follows an edit: they belong to the step of that edit, and nothing
   * is locked.
   */
  showCorrected(project: Project): void;
  /** These corrections were made on all frames that they affect. */
  endCorrections(done: readonly Correction[]): void;
}

/**
 * Milliseconds. Changes of one box that follow each other faster than this are one step for undo: holding an
 * arrow key moves by many single pixels.
 */
const MERGE_MS = 800;

export const useProjectStore = create<ProjectState>()((set, get) => {
  let lastEdit = { key: '', at: 0 };
  /** The latest step may be continued by an edit of the same key. */
  const continues = (key: string) => {
    const now = performance.now();
    const merges = key !== '' && key === lastEdit.key && now - lastEdit.at < MERGE_MS && get().past.length > 0;
    lastEdit = { key, at: now };
    return merges;
  };
  const step = (from: 'past' | 'future', to: 'past' | 'future') => {
    const { project, corrections, locked, job } = get();
    const snapshot = get()[from].at(-1);
    if (!project || !snapshot || locked) return;
    lastEdit = { key: '', at: 0 };
    set({
      project: snapshot.project,
      [from]: get()[from].slice(0, -1),
      [to]: [...get()[to], { ...snapshot, project, corrections, removed: removedOf(job) }],
      last: { how: from === 'past' ? 'undone' : 'redone', step: snapshot.step },
      corrected: null,
      job: withRemoved(job, snapshot.removed),
      ...stillThere(snapshot.project, { ...get(), corrections: snapshot.corrections }),
    });
  };

  return {
    project: null,
    activeClassId: null,
    selectedTrackId: null,
    corrections: [],
    corrected: null,
    drafts: [],
    past: [],
    future: [],
    last: null,
    locked: false,
    job: null,
    taken: [],

    start(project) {
      set({
        project,
        activeClassId: project?.classes[0]?.id ?? null,
        selectedTrackId: null,
        corrections: [],
        corrected: null,
        drafts: [],
        past: [],
        future: [],
        last: null,
        locked: false,
        job: null,
        taken: [],
      });
    },
    dispatch(command, key = '') {
      const { project, corrections, past, locked, job } = get();
      if (!project || locked) return;
      const edited = applyCommand(project, command);
      if (edited.project === project) return;
      const done = describeEdit(project, edited.project, command);
      const before = {
        project,
        corrections,
        removed: removedOf(job),
        bytes: bytesBetween(project, edited.project),
        step: done,
      };
      const merged = edited.corrections.reduce(withCorrection, corrections);
      set({
        project: edited.project,
        past: continues(key) ? past : withStep(past, before),
        future: [],
        last: { how: 'done', step: done },
        job: withRemoved(job, [...removedOf(job), ...(job ? labelsRemovedBy(project, command) : [])]),
        ...stillThere(edited.project, { ...get(), corrections: merged }),
        ...(edited.corrections.length > 0 ? { corrected: edited.corrections } : {}),
        ...(edited.created === undefined ? {} : { selectedTrackId: edited.created }),
      });
      if (command.type !== 'class.add') return;
      set({ activeClassId: edited.project.classes.at(-1)?.id ?? null });
      const { drafts } = get();
      set({ drafts: [] });
      for (const { frame, drawn } of drafts) get().addObject(frame, drawn);
    },
    activateClass: (id) => set({ activeClassId: id }),
    addObject(frame, drawn) {
      const { project, activeClassId, locked, drafts } = get();
      if (!project || locked) return;
      if (activeClassId === null) set({ drafts: [...drafts, { frame, drawn }] });
      else get().dispatch({ type: 'track.add', classId: activeClassId, frame, drawn });
    },
    select: (id) => set({ selectedTrackId: id }),
    dropDrafts: () => set({ drafts: [] }),
    undo: () => step('past', 'future'),
    redo: () => step('future', 'past'),
    beginRun() {
      const { project, corrections, past, locked, job } = get();
      if (!project || locked) return;
      lastEdit = { key: '', at: 0 };
      set({
        past: withStep(past, {
          project,
          corrections,
          removed: removedOf(job),
          bytes: 0,
          step: describeRun(project, project),
        }),
        future: [],
        last: null,
        locked: true,
      });
    },
    showRun(project) {
      if (get().project) set({ project });
    },
    showCorrected(project) {
      if (get().project) set({ project });
    },
    endCorrections(done) {
      const { project, past, corrections } = get();
      const begun = past.at(-1);
      const bytes = begun && project ? bytesBetween(begun.project, project) : 0;
      set({
        corrections: without(corrections, done),
        ...(begun ? { past: withStep(past.slice(0, -1), { ...begun, bytes }) } : {}),
      });
    },
    endRun(done) {
      const { project, past, corrections, locked } = get();
      const left = without(corrections, done);
      const begun = locked ? past.at(-1) : undefined;
      if (!project || !begun) return set({ locked: false, corrections: left });
      // The run's changes are known only now; without any there is nothing to undo.
      const made = { bytes: bytesBetween(begun.project, project), step: describeRun(begun.project, project) };
      const idle = begun.project === project && left.length === corrections.length;
      const earlier = past.slice(0, -1);
      set({ locked: false, past: idle ? earlier : withStep(earlier, { ...begun, ...made }), corrections: left });
    },
  };
});

/** Changes a box that the user drew; the single pixels of a held arrow key are one step for undo. */
export function setBox(trackId: TrackId, frame: FrameIndex, box: ImageBox): void {
  const drawn = { kind: 'box', box } as const;
  useProjectStore.getState().dispatch({ type: 'shape.set', trackId, frame, drawn }, `box ${trackId} ${frame}`);
}

/** Sets which frames are processed; turning the numbers of a field is one step for undo. */
export function setSampling(sampling: Sampling): void {
  useProjectStore.getState().dispatch({ type: 'project.setSampling', sampling }, 'sampling');
}

const removedOf = (job: JobReference | null): readonly RemovedLabels[] => job?.removed ?? [];

/** The same object when nothing else was removed: a changed job is saved. */
const withRemoved = (job: JobReference | null, removed: readonly RemovedLabels[]): JobReference | null =>
  job &&
  (removed.length === job.removed.length && removed.every((each, at) => each === job.removed[at])
    ? job
    : { ...job, removed });

const without = (corrections: readonly Correction[], done: readonly Correction[]): readonly Correction[] =>
  corrections.filter((each) => !done.some(({ trackId, frame }) => trackId === each.trackId && frame === each.frame));

function withCorrection(corrections: readonly Correction[], added: Correction): readonly Correction[] {
  const known = corrections.some((each) => each.trackId === added.trackId && each.frame === added.frame);
  return known ? corrections : [...corrections, added];
}

/** Selection, active class and corrections that still exist in the project. */
function stillThere(
  project: Project | null,
  state: Pick<ProjectState, 'activeClassId' | 'selectedTrackId' | 'corrections'>,
) {
  const tracks = new Set(project?.tracks.map((track) => track.id));
  const classes = project?.classes ?? [];
  const active = classes.find(({ id }) => id === state.activeClassId) ?? classes.at(-1);
  const selected = state.selectedTrackId;
  return {
    activeClassId: active?.id ?? null,
    selectedTrackId: selected !== null && tracks.has(selected) ? selected : null,
    corrections: state.corrections.filter((each) => tracks.has(each.trackId)),
  };
}
