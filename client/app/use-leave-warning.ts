import { useWindowEvent } from '@mantine/hooks';
import { useBatch } from '../features/batch/batch-store.ts';
import { useSavingStore } from '../project/storage/saving-store.ts';
import { isUnsaved, isWorking, saveOpenProject } from './open-project.ts';

/**
 * Saves when the page may be about to go, and has the browser ask before it is left while the latest change is not stored or something is
 * going on that would end, such as the copying of the video into the browser: the project would ask for its file the next time.
 */
export function useLeaveWarning(): void {
  useWindowEvent('beforeunload', (event) => {
    // Browsers ask only for a page that somebody has touched, and complain in the console of any other one.
    const isCopying = useSavingStore.getState().video === 'keeping' && navigator.userActivation?.hasBeenActive;
    if (!isUnsaved() && !isWorking() && !isCopying && useBatch.getState().status !== 'sending') return;
    event.preventDefault();
    // While the person reads the question.
    void saveOpenProject(true);
  });
  useWindowEvent('pagehide', () => void saveOpenProject(true));
  useWindowEvent('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void saveOpenProject();
  });
}
