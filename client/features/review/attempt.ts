import { create } from 'zustand';
import { toForgeError, type ForgeError } from '../../../core/errors.ts';
import type { EditCommand } from '../../../core/project/commands/command.ts';
import { useProjectStore } from '../../lib/project-store.ts';

interface RefusalState {
  readonly refusal: ForgeError | null;
}

/** Why the last edit of the review could not be done; null where it was. */
export const useRefusal = create<RefusalState>()(() => ({ refusal: null }));

/** Does an edit; what refuses it is shown to the person instead of thrown. Returns whether it was done. */
export function attempt(command: EditCommand, key = ''): boolean {
  try {
    useProjectStore.getState().dispatch(command, key);
    useRefusal.setState({ refusal: null });
    return true;
  } catch (error) {
    refuse(error);
    return false;
  }
}

/** Says why something cannot be done. */
export function refuse(reason: unknown): void {
  useRefusal.setState({ refusal: toForgeError(reason) });
}

export const dismissRefusal = (): void => useRefusal.setState({ refusal: null });
