import { create } from 'zustand';
import { createClass } from '../../core/project/create-project.ts';
import { removeUserShape, setUserBox, setUserOutside } from '../../core/project/edit.ts';
import { trackId, type ClassId, type FrameIndex, type ImageBox, type TrackId } from '../../core/schema/brands.ts';
import type { Project, Sampling, Track } from '../../core/schema/project.ts';

/** A label that the person changed after its track was last propagated. */
export interface Correction {
  readonly trackId: TrackId;
  readonly frame: FrameIndex;
}

/** A box drawn before there is any class: it becomes an object of the first class that is added. */
export interface Draft {
  readonly frame: FrameIndex;
  readonly box: ImageBox;
}

interface Snapshot {
  readonly project: Project;
  readonly corrections: readonly Correction[];
}

interface ProjectState {
  readonly project: Project | null;
  readonly activeClassId: ClassId | null;
  readonly selectedTrackId: TrackId | null;
  readonly corrections: readonly Correction[];
  readonly drafts: readonly Draft[];
  readonly past: readonly Snapshot[];
  readonly future: readonly Snapshot[];
  /** True while labels are being propagated: nothing may be edited then. */
  readonly locked: boolean;

  start(project: Project | null): void;
  /** Throws `class_name_invalid`. */
  addClass(name: string): void;
  /** Removes a class with every object of it. */
  removeClass(id: ClassId): void;
  activateClass(id: ClassId): void;
  /** A new object of the active class; a draft where there is no class yet. */
  addObject(frame: FrameIndex, box: ImageBox): void;
  setBox(trackId: TrackId, frame: FrameIndex, box: ImageBox): void;
  /** Takes the object off one frame: the user's label goes, a propagated one becomes "not here"; the last label takes the object along. */
  removeFromFrame(trackId: TrackId, frame: FrameIndex): void;
  removeObject(trackId: TrackId): void;
  setObjectClass(trackId: TrackId, classId: ClassId): void;
  select(trackId: TrackId | null): void;
  dropDrafts(): void;
  setSampling(sampling: Sampling): void;
  undo(): void;
  redo(): void;
  /** A run begins: one step for undo, and editing is locked. */
  beginRun(): void;
  /** Labels that a run has made so far. */
  showRun(project: Project): void;
  /** The run ended, and these corrections are in it. */
  endRun(done: readonly Correction[]): void;
}

const MAX_UNDO = 100;
/** Changes of one box that follow each other faster than this are one step for undo: holding an arrow key moves by many single pixels. */
const MERGE_MS = 800;

let lastEdit = { key: '', at: 0 };

export const useProjectStore = create<ProjectState>()((set, get) => {
  const edit = (change: (project: Project) => Project, options: { key?: string; correction?: Correction } = {}) => {
    const { project, corrections, past, locked } = get();
    if (!project || locked) return;
    const next = change(project);
    const { key = '', correction } = options;
    const now = performance.now();
    const merges = key !== '' && key === lastEdit.key && now - lastEdit.at < MERGE_MS && past.length > 0;
    lastEdit = { key, at: now };
    set({
      project: next,
      corrections: correction ? withCorrection(corrections, correction) : corrections,
      past: merges ? past : [...past, { project, corrections }].slice(-MAX_UNDO),
      future: [],
    });
  };
  const step = (from: 'past' | 'future', to: 'past' | 'future') => {
    const { project, corrections, locked } = get();
    const snapshot = get()[from].at(-1);
    if (!project || !snapshot || locked) return;
    lastEdit = { key: '', at: 0 };
    set({
      project: snapshot.project,
      [from]: get()[from].slice(0, -1),
      [to]: [...get()[to], { project, corrections }],
      ...stillThere(snapshot.project, { ...get(), corrections: snapshot.corrections }),
    });
  };

  return {
    project: null,
    activeClassId: null,
    selectedTrackId: null,
    corrections: [],
    drafts: [],
    past: [],
    future: [],
    locked: false,

    start(project) {
      set({
        project,
        activeClassId: project?.classes[0]?.id ?? null,
        selectedTrackId: null,
        corrections: [],
        drafts: [],
        past: [],
        future: [],
        locked: false,
      });
    },
    addClass(name) {
      const { project } = get();
      if (!project || get().locked) return;
      const added = createClass(name, project.classes);
      edit((before) => ({ ...before, classes: [...before.classes, added] }));
      const { drafts } = get();
      set({ activeClassId: added.id, drafts: [] });
      for (const { frame, box } of drafts) get().addObject(frame, box);
    },
    removeClass(id) {
      edit((project) => {
        const tracks = project.tracks.filter((track) => track.classId !== id);
        return withTracks({ ...project, classes: project.classes.filter((each) => each.id !== id) }, tracks);
      });
      set(stillThere(get().project, get()));
    },
    activateClass: (id) => set({ activeClassId: id }),
    addObject(frame, box) {
      const { project, activeClassId, locked } = get();
      if (!project || locked) return;
      if (activeClassId === null) {
        set({ drafts: [...get().drafts, { frame, box }] });
        return;
      }
      const id = trackId(1 + Math.max(0, ...project.tracks.map((track) => track.id)));
      const track: Track = { id, classId: activeClassId, shapes: {}, lost: [] };
      edit((before) => setUserBox({ ...before, tracks: [...before.tracks, track] }, id, frame, box), {
        correction: { trackId: id, frame },
      });
      set({ selectedTrackId: id });
    },
    setBox(id, frame, box) {
      edit((project) => setUserBox(project, id, frame, box), {
        key: `box ${id} ${frame}`,
        correction: { trackId: id, frame },
      });
    },
    removeFromFrame(id, frame) {
      const shape = get().project?.tracks.find((track) => track.id === id)?.shapes[String(frame)];
      if (!shape) return;
      const correction = { trackId: id, frame };
      if (shape.source !== 'user') {
        edit((project) => setUserOutside(project, id, frame), { correction });
        return;
      }
      edit((project) => withoutUnlabelled(removeUserShape(project, id, frame), id), { correction });
      set(stillThere(get().project, get()));
    },
    removeObject(id) {
      edit((project) =>
        withTracks(
          project,
          project.tracks.filter((track) => track.id !== id),
        ),
      );
      set(stillThere(get().project, get()));
    },
    setObjectClass(id, classId) {
      edit((project) => ({
        ...project,
        tracks: project.tracks.map((track) => (track.id === id ? { ...track, classId } : track)),
      }));
    },
    select: (id) => set({ selectedTrackId: id }),
    dropDrafts: () => set({ drafts: [] }),
    setSampling(sampling) {
      const { project, locked } = get();
      if (project && !locked) set({ project: { ...project, sampling } });
    },
    undo: () => step('past', 'future'),
    redo: () => step('future', 'past'),
    beginRun() {
      edit((project) => project);
      set({ locked: true });
    },
    showRun(project) {
      if (get().project) set({ project });
    },
    endRun(done) {
      const isDone = (each: Correction) =>
        done.some((other) => other.trackId === each.trackId && other.frame === each.frame);
      set({ locked: false, corrections: get().corrections.filter((each) => !isDone(each)) });
    },
  };
});

function withCorrection(corrections: readonly Correction[], added: Correction): readonly Correction[] {
  const known = corrections.some((each) => each.trackId === added.trackId && each.frame === added.frame);
  return known ? corrections : [...corrections, added];
}

/** The project with other tracks; a frame on which no label of the user's is left is no labelled frame any more. */
function withTracks(project: Project, tracks: readonly Track[]): Project {
  const labelledFrames = project.labelledFrames.filter((frame) =>
    tracks.some((track) => track.shapes[String(frame)]?.source === 'user'),
  );
  return { ...project, tracks: [...tracks], labelledFrames };
}

/** Without any label of the user's an object has no ground to be there. */
function withoutUnlabelled(project: Project, id: TrackId): Project {
  const keeps = (track: Track) =>
    track.id !== id || Object.values(track.shapes).some((shape) => shape.source === 'user' && !shape.outside);
  return withTracks(project, project.tracks.filter(keeps));
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
