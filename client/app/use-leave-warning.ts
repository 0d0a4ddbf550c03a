import { useWindowEvent } from '@mantine/hooks';
import { useBatch } from '../features/batch/batch-store.ts';
import { isUnsaved, isWorking, saveOpenProject } from './session.ts';

/**
 * Saves when the page may be about to go, and has the browser ask before it is left while the latest change is not stored or something is
 * going on that would end.
 */
export function useLeaveWarning(): void {
  useWindowEvent('beforeunload', (event) => {
    if (!isUnsaved() && !isWorking() && useBatch.getState().status !== 'sending') return;
    event.preventDefault();
    // While the person reads the question.
    void saveOpenProject(true);
  });
  useWindowEvent('pagehide', () => void saveOpenProject(true));
  useWindowEvent('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void saveOpenProject();
  });
}
