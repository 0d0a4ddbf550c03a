import { useActions } from '../../keymap/use-actions.ts';
import { seek, stepBy } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { stepToLabelled, stepToUserLabelled } from './labelled-steps.ts';

const ZOOM_STEP = 1.25;

/**
 * Keyboard actions to step, jump and zoom, wherever the focus is except in a field. Space belongs to the
 * frame view.
 */
export function useVideoHotkeys(): void {
  const lastFrame = () => (useVideoStore.getState().metadata?.frameCount ?? 1) - 1;
  const zoom = (factor: number) => useViewStore.getState().zoom(factor);
  useActions({
    'frame.next': () => stepBy(1),
    'frame.previous': () => stepBy(-1),
    'frame.nextTen': () => stepBy(10),
    'frame.previousTen': () => stepBy(-10),
    'frame.nextLabelled': () => stepToLabelled(1),
    'frame.previousLabelled': () => stepToLabelled(-1),
    'frame.nextOwn': () => stepToUserLabelled(1),
    'frame.previousOwn': () => stepToUserLabelled(-1),
    'frame.first': () => seek(0),
    'frame.last': () => seek(lastFrame()),
    'view.zoomIn': () => zoom(ZOOM_STEP),
    'view.zoomOut': () => zoom(1 / ZOOM_STEP),
    'view.fit': () => useViewStore.getState().fit(),
  });
}
