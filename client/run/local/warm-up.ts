import { useEffect } from 'react';
import { toForgeError } from '../../../core/errors.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import type { Project } from '../../../core/schema/project.ts';
import { engineClient } from '../../engine/engine-client.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { isBusy, useRunStore } from '../run-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { engineFor, useFetchModel, wantedBackends, type FetchModel } from '../../engine/model-engine.ts';

type ProjectState = ReturnType<typeof useProjectStore.getState>;

/**
 * Prepares for propagation while the user still works: loads the model from the first class on, and encodes
 * the shown frame as soon as something is drawn on it. Only edits of the user start that, viewing a project
 * does not; with the browser's data saver on, the model is loaded when it is needed. Errors here are only
 * logged: the run that needs the model tries again and reports them.
 */
export function useWarmUp(): void {
  const fetchModel = useFetchModel();
  useEffect(() => warmUpOnEdits(fetchModel), [fetchModel]);
}

/** The same, until the returned function is called. */
export function warmUpOnEdits(fetchModel: FetchModel): () => void {
  return useProjectStore.subscribe((now, before) => {
    const { file, shown } = useVideoStore.getState();
    if (!file || savesData() || !isEditing(now)) return;
    const frame = shown && drawnOn(now, before, shown.rank) ? shown.rank : null;
    if (frame !== null || hasNewClass(now, before)) void warmUp(file, fetchModel, frame);
  });
}

/** Not while a run writes labels or the server will send some: those change the store, too. */
const isEditing = ({ locked, job }: ProjectState) => !locked && job === null && !isBusy(useRunStore.getState().status);

/** An opened project has classes from the start: only those added by an edit count. */
function hasNewClass({ project, past }: ProjectState, before: ProjectState): boolean {
  return past.length > 0 && (project?.classes.length ?? 0) > (before.project?.classes.length ?? 0);
}

function drawnOn(now: ProjectState, before: ProjectState, frame: FrameIndex): boolean {
  if (now.drafts.length > before.drafts.length) return now.drafts.some((draft) => draft.frame === frame);
  if (now.past.length === 0 || !now.project || !before.project || now.project === before.project) return false;
  return hasNewLabel(now.project, before.project, frame);
}

function hasNewLabel({ tracks }: Project, before: Project, frame: FrameIndex): boolean {
  const earlier = new Map(before.tracks.map((track) => [track.id, track]));
  return tracks.some((track) => {
    const shape = track.shapes[frame];
    return shape?.source === 'user' && !shape.outside && shape !== earlier.get(track.id)?.shapes[frame];
  });
}

async function warmUp(file: File, fetchModel: FetchModel, frame: FrameIndex | null): Promise<void> {
  try {
    const model = await fetchModel();
    if (!isOpen(file)) return;
    await engineFor(file, model, () => undefined).load(wantedBackends());
    if (frame !== null && isOpen(file)) await engineClient.call(file, (host) => host.encodeAhead(frame));
  } catch (error) {
    const { code, message } = toForgeError(error);
    if (code !== 'aborted') console.warn(`The model could not be readied ahead: ${message}`);
  }
}

const isOpen = (file: File): boolean => useVideoStore.getState().file === file;

/** Whether the browser is asked to save data. */
export function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
}
