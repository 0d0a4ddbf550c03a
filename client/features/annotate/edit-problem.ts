import { create } from 'zustand';
import { toForgeError, type ForgeError } from '../../../core/errors.ts';
import type { EditCommand } from '../../../core/project/commands/command.ts';
import { useProjectStore } from '../../lib/project-store.ts';

interface EditProblem {
  /** Why the last edit was refused; null where it was not. */
  readonly error: ForgeError | null;
  /** What the clipboard just did, for a moment. */
  readonly note: { readonly kind: 'copied' | 'pasted'; readonly labels: number } | null;
}

/** What the last edit has to say. */
export const useEditProblem = create<EditProblem>()(() => ({ error: null, note: null }));

const NOTE_MS = 2500;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says for a moment how many labels the clipboard took or gave. */
export function noteClipboard(kind: 'copied' | 'pasted', labels: number): void {
  clearTimeout(timer);
  useEditProblem.setState({ note: { kind, labels } });
  timer = setTimeout(() => useEditProblem.setState({ note: null }), NOTE_MS);
}

export const dismissProblem = (): void => useEditProblem.setState({ error: null });

/** Does an edit; a refusal is shown instead of thrown. Returns whether it was done. */
export function attempt(edit: () => void): boolean {
  try {
    edit();
    dismissProblem();
    return true;
  } catch (error) {
    useEditProblem.setState({ error: toForgeError(error) });
    return false;
  }
}

/** Dispatches a command; a refusal is shown instead of thrown. Returns whether it was done. */
export const tryDispatch = (command: EditCommand, key?: string): boolean =>
  attempt(() => useProjectStore.getState().dispatch(command, key));
