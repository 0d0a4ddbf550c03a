import { useWindowEvent } from '@mantine/hooks';
import { hasLabels } from './session.ts';

/** The browser asks before the page is left with labels on it: they are kept nowhere else. */
export function useLeaveWarning(): void {
  useWindowEvent('beforeunload', (event) => {
    if (hasLabels()) event.preventDefault();
  });
}
