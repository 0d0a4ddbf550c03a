import { useWindowEvent } from '@mantine/hooks';
import { useBatch } from '../features/batch/batch-store.ts';
import { useSavingStore } from '../project/storage/saving-store.ts';
import { isUnsaved, isWorking, saveOpenProject } from './open-project.ts';

/**
 * Saves when the page may be about to close, and has the browser ask before it is left while the latest
 * change is not stored or work is active that would end, such as copying the video into the browser (without
 * the copy, the project asks for its file the next time).
 */
export function useLeaveWarning(): void {
  useWindowEvent('beforeunload', (event) => {
    // Browsers ask only on a page that the user has interacted with, and log a warning otherwise.
    const isCopying = useSavingStore.getState().video === 'keeping' && navigator.userActivation?.hasBeenActive;
    if (!isUnsaved() && !isWorking() && !isCopying && useBatch.getState().status !== 'sending') return;
    event.preventDefault();
    // While the user reads the question.
    void saveOpenProject(true);
  });
  useWindowEvent('pagehide', () => void saveOpenProject(true));
  useWindowEvent('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void saveOpenProject();
  });
}
