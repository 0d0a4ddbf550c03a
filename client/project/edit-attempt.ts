import { create } from 'zustand';
import { toForgeError, type ForgeError } from '../../core/errors.ts';
import type { EditCommand } from '../../core/project/commands/command.ts';
import { useProjectStore } from './project-store.ts';
import { useVideoStore } from '../video/video-store.ts';

interface RefusalState {
  readonly refusal: ForgeError | null;
}

/** Why the last edit could not be done; null where it was. */
export const useRefusal = create<RefusalState>()(() => ({ refusal: null }));

/** Does an edit; what refuses it is shown to the person instead of thrown. Returns whether it was done. */
export function attempt(edit: () => void): boolean {
  try {
    edit();
    dismissRefusal();
    return true;
  } catch (error) {
    refuse(error);
    return false;
  }
}

/** Dispatches a command as an attempt. Commands in a row with the same `key` are one step for undo. */
export const tryDispatch = (command: EditCommand, key?: string): boolean =>
  attempt(() => useProjectStore.getState().dispatch(command, key));

/** Says why something cannot be done. */
export function refuse(reason: unknown): void {
  useRefusal.setState({ refusal: toForgeError(reason) });
}

export const dismissRefusal = (): void => useRefusal.setState({ refusal: null });

// It is about what was at hand: the object, the frame, the project. While the video plays each frame lasts too short for a sentence.
useProjectStore.subscribe((now, before) => {
  if (now.selectedTrackId !== before.selectedTrackId || now.past !== before.past) dismissRefusal();
});
useVideoStore.subscribe((now, before) => {
  if (!now.playing && now.shown?.rank !== before.shown?.rank) dismissRefusal();
});
