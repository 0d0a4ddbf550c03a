import { imagePoint } from '../../../../core/schema/brands.ts';
import { useProjectStore } from '../../../project/project-store.ts';
import { useVideoStore } from '../../../video/video-store.ts';
import { useViewStore } from '../../../video/view-store.ts';
import type { Point } from '../../../video/view.ts';
import { acceptSmart, addSmartPoint } from '../smart/smart-store.ts';
import { useToolStore } from '../tool-store.ts';
import { drawLabel } from './box-gesture.ts';
import { paintStroke } from './brush-gesture.ts';
import type { Gesture } from './gesture.ts';
import { holdGesture, useGestureStore } from './gesture-store.ts';
import { addCorner, closePolygon } from './polygon-gesture.ts';

const isDrawing = () => useToolStore.getState().tool !== 'select' && !useProjectStore.getState().locked;

/**
 * Moves the cursor of a drawing tool by frame pixels; the first move starts in the middle of the frame.
 * Returns false where no drawing tool is active.
 */
export function moveCursor(dx: number, dy: number): boolean {
  if (!isDrawing() || useVideoStore.getState().playing) return false;
  const { width, height } = useViewStore.getState().frame;
  const [x, y] = useGestureStore.getState().pointer ?? [Math.round(width / 2), Math.round(height / 2)];
  const to = { x: clamp(x + dx, width), y: clamp(y + dy, height) };
  useGestureStore.setState({ pointer: imagePoint(to.x, to.y), byKeys: 'moved' });
  useGestureStore.getState().startedByKeys?.move([to]);
  return true;
}

/**
 * Enter at the position set by the arrow keys: a corner of a box or a polygon, start or end of a stroke, a
 * point of smart select. A second press in one place finishes, as a double click does. Returns false where
 * keys do not control the pointer.
 *
 * @param removes the point of smart select is a negative one
 */
export function pressCursor(removes = false): boolean {
  const { pointer, byKeys } = useGestureStore.getState();
  if (!isDrawing() || !pointer || byKeys === null) return false;
  const again = byKeys === 'pressed';
  const at = { x: pointer[0], y: pointer[1] };
  useGestureStore.setState({ byKeys: 'pressed' });
  switch (useToolStore.getState().tool) {
    case 'polygon':
      if (!again) addCorner(at);
      else closePolygon();
      return true;
    case 'smart':
      if (!again) addSmartPoint(pointer, !removes);
      else acceptSmart();
      return true;
    case 'box':
      pressOrRelease(at, () => drawLabel(at));
      return true;
    case 'brush':
    case 'eraser':
      pressOrRelease(at, () => paintStroke(at, useToolStore.getState().tool === 'eraser'));
      return true;
    case 'select':
      return false;
  }
}

function pressOrRelease(at: Point, begin: () => Gesture | null): void {
  const ending = useGestureStore.getState().startedByKeys;
  useGestureStore.setState({ startedByKeys: null });
  holdGesture(null);
  if (ending) {
    ending.end(at);
    return;
  }
  useGestureStore.setState({ startedByKeys: begin() });
  holdGesture(() => {
    useGestureStore.getState().startedByKeys?.cancel();
    useGestureStore.setState({ startedByKeys: null });
    holdGesture(null);
  });
}

const clamp = (value: number, high: number) => Math.min(high, Math.max(0, value));
