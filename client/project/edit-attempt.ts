import { create } from 'zustand';
import { toForgeError, type ForgeError } from '../../core/errors.ts';
import type { EditCommand } from '../../core/project/commands/command.ts';
import { useProjectStore } from './project-store.ts';
import { useVideoStore } from '../video/video-store.ts';

interface RefusalState {
  readonly refusal: ForgeError | null;
}

/** The reason why the last edit failed; null where it succeeded. */
export const useEditError = create<RefusalState>()(() => ({ refusal: null }));

/** Performs an edit; an error is shown to the user instead of thrown. Returns whether it succeeded. */
export function tryEdit(edit: () => void): boolean {
  try {
    edit();
    dismissEditError();
    return true;
  } catch (error) {
    showEditError(error);
    return false;
  }
}

/** Dispatches a command through `tryEdit`. Commands in a row with the same `key` are one step for undo. */
export const tryDispatch = (command: EditCommand, key?: string): boolean =>
  tryEdit(() => useProjectStore.getState().dispatch(command, key));

/** Shows why an edit is not possible. */
export function showEditError(reason: unknown): void {
  useEditError.setState({ refusal: toForgeError(reason) });
}

export const dismissEditError = (): void => useEditError.setState({ refusal: null });

// The message concerns the current object, frame and project. During playback each frame is too short for a
// sentence.
useProjectStore.subscribe((now, before) => {
  if (now.selectedTrackId !== before.selectedTrackId || now.past !== before.past) dismissEditError();
});
useVideoStore.subscribe((now, before) => {
  if (!now.playing && now.shown?.rank !== before.shown?.rank) dismissEditError();
});
