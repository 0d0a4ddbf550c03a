import { useActions } from '../../keymap/use-actions.ts';
import { videoClient } from '../../video/video-client.ts';
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
    'frame.next': () => videoClient.stepBy(1),
    'frame.previous': () => videoClient.stepBy(-1),
    'frame.nextTen': () => videoClient.stepBy(10),
    'frame.previousTen': () => videoClient.stepBy(-10),
    'frame.nextLabelled': () => stepToLabelled(1),
    'frame.previousLabelled': () => stepToLabelled(-1),
    'frame.nextOwn': () => stepToUserLabelled(1),
    'frame.previousOwn': () => stepToUserLabelled(-1),
    'frame.first': () => videoClient.seek(0),
    'frame.last': () => videoClient.seek(lastFrame()),
    'view.zoomIn': () => zoom(ZOOM_STEP),
    'view.zoomOut': () => zoom(1 / ZOOM_STEP),
    'view.fit': () => useViewStore.getState().fit(),
  });
}
