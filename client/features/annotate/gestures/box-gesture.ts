import type { ImageBox } from '../../../../core/schema/brands.ts';
import type { Track } from '../../../../core/schema/project.ts';
import { boxBetween, isDrawable, moveBox, resizeBox, snapBox, type Handle } from './box-edit.ts';
import { useProjectStore } from '../../../project/project-store.ts';
import { useVideoStore } from '../../../video/video-store.ts';
import { useViewStore } from '../../../video/view-store.ts';
import type { Point } from '../../../video/view.ts';
import { finishTool, commitDrawnShape, setLabelBox } from '../labels.ts';
import type { Gesture } from './gesture.ts';
import { useGestureStore } from './gesture-store.ts';
import { isClick, snapped, snapWithin } from './frame-point.ts';

const frameSize = () => useViewStore.getState().frame;
const letGo = () => useGestureStore.setState({ box: null });

/** Draws a box by dragging and passes it to `take`. A click without a drag calls `onClick` instead. */
export function drawBox(start: Point, take: (box: ImageBox) => void, onClick: () => void): Gesture {
  const between = (at: Point) => boxBetween(snapped(start), snapped(at), frameSize());
  return {
    move: (path) => {
      const at = path.at(-1);
      if (at) useGestureStore.setState({ box: { trackId: null, box: between(at) } });
    },
    end: (at) => {
      letGo();
      const box = between(at);
      if (isClick(start, at) || !isDrawable(box)) onClick();
      else take(box);
    },
    cancel: letGo,
  };
}

/** Draws a box for an object; the tool returns to selecting afterwards. A click selects nothing. */
export function drawLabel(start: Point): Gesture {
  return drawBox(
    start,
    (box) => {
      if (commitDrawnShape('box', { kind: 'box', box })) finishTool();
    },
    () => useProjectStore.getState().select(null),
  );
}

/**
 * Moves a label, or resizes it by one of its handles. The project changes when the pointer is released: one
 * drag is one undo step.
 *
 * @param onClick called when the pointer is released where it was pressed
 */
export function dragLabel(
  track: Track,
  box: ImageBox,
  handle: Handle | 'move',
  start: Point,
  onClick: () => void = () => undefined,
): Gesture {
  const dragged = (at: Point): ImageBox => {
    const [dx, dy] = [at.x - start.x, at.y - start.y];
    const frame = frameSize();
    if (handle === 'move') return snapBox(moveBox(box, dx, dy, frame), frame, snapWithin());
    const corner = handleCorner(box, handle);
    const to = snapped({ x: corner.x + dx, y: corner.y + dy });
    return resizeBox(box, handle, to.x - corner.x, to.y - corner.y, frame);
  };
  return {
    move: (path) => {
      const at = path.at(-1);
      if (at && !isClick(start, at)) useGestureStore.setState({ box: { trackId: track.id, box: dragged(at) } });
    },
    end: (at) => {
      letGo();
      const frame = useVideoStore.getState().shown?.rank;
      if (isClick(start, at)) onClick();
      else if (frame !== undefined) setLabelBox(track, frame, dragged(at));
    },
    cancel: letGo,
  };
}

function handleCorner([x, y, width, height]: ImageBox, handle: Handle): Point {
  return {
    x: handle.includes('w') ? x : handle.includes('e') ? x + width : x + width / 2,
    y: handle.includes('n') ? y : handle.includes('s') ? y + height : y + height / 2,
  };
}
