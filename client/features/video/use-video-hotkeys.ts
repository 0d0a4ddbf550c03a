import { useHotkeys } from '@mantine/hooks';
import { seek, stepBy } from '../../lib/video-client.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { useViewStore } from '../../lib/view-store.ts';

const ZOOM_STEP = 1.25;

/** Stepping, jumping and zooming by keyboard, wherever the focus is but in a field. Space belongs to the frame view. */
export function useVideoHotkeys(): void {
  const lastFrame = () => (useVideoStore.getState().metadata?.frameCount ?? 1) - 1;
  const zoom = (factor: number) => useViewStore.getState().zoom(factor);
  useHotkeys([
    ['F', () => stepBy(1)],
    ['D', () => stepBy(-1)],
    ['shift+F', () => stepBy(10)],
    ['shift+D', () => stepBy(-10)],
    ['Home', () => seek(0)],
    ['End', () => seek(lastFrame())],
    ['[plus]', () => zoom(ZOOM_STEP)],
    ['shift+[plus]', () => zoom(ZOOM_STEP)],
    ['=', () => zoom(ZOOM_STEP)],
    ['-', () => zoom(1 / ZOOM_STEP)],
    ['0', () => useViewStore.getState().fit()],
  ]);
}
