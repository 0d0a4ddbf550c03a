import { useProjectStore } from '../../project/project-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { shapeOn } from '../../project/track-status.ts';
import { isUpdating, useCorrection } from '../../run/correction/correction-store.ts';
import { liveCorrection } from '../../run/correction/live-correction.ts';
import { likelyBox } from './likely-box.ts';
import { dropGesture, useGestureStore } from './gestures/gesture-store.ts';
import { activeVertex, closePolygon, deleteVertex, removeLastCorner } from './gestures/polygon-gesture.ts';
import { removeSelectedLabel, selectedTrack } from './labels.ts';
import { acceptSmart, clearSmart, removeLastPrompt, setSmartBox } from './smart/smart-store.ts';
import { useToolStore, type Tool } from './tool-store.ts';

/** Activates a tool; a half-drawn shape is dropped. While labels are propagated only selecting is possible. */
export function chooseTool(tool: Tool): void {
  if (useProjectStore.getState().locked && tool !== 'select') return;
  dropGesture();
  useToolStore.getState().setTool(tool);
}

/** Activates the last drawing tool; an open polygon is closed instead, so that one key draws and finishes. */
export function activateLastTool(): void {
  if (useToolStore.getState().tool === 'polygon' && closePolygon()) return;
  chooseTool(useToolStore.getState().lastDrawing);
}

/**
 * Escape: goes back one step at a time, from a half-drawn shape and a correction in progress to an empty selection.
 */
export function cancelStep(): void {
  const { tool } = useToolStore.getState();
  const { ring, vertex, stroke, box } = useGestureStore.getState();
  if (ring.length > 0 || vertex || stroke || box) dropGesture();
  else if (tool === 'smart' && clearSmart()) return;
  else if (isUpdating(useCorrection.getState().status)) return void liveCorrection.stop();
  else if (tool !== 'select') chooseTool('select');
  else useProjectStore.getState().select(null);
  useProjectStore.getState().dropDrafts();
}

/**
 * Enter: closes the polygon, accepts the mask, or prompts smart select with the selected object's box, which
 * needs no pointer. Returns false where there is nothing to confirm.
 */
export function confirmStep(): boolean {
  const { tool } = useToolStore.getState();
  if (tool === 'polygon') return closePolygon();
  if (tool !== 'smart') return false;
  if (acceptSmart()) return true;
  const box = selectedBox();
  if (box) setSmartBox(box);
  return box !== null;
}

/**
 * Delete: the last corner of an open polygon, the last point of smart select, the active corner, or the
 * selected label.
 */
export function deleteStep(): void {
  const { tool } = useToolStore.getState();
  if (tool === 'polygon' && removeLastCorner()) return;
  if (tool === 'smart' && removeLastPrompt()) return;
  const corner = activeVertex();
  if (corner) deleteVertex(corner.track, corner.polygon, corner.at);
  else removeSelectedLabel();
}

function selectedBox() {
  const track = selectedTrack();
  const frame = useVideoStore.getState().shown?.rank;
  if (!track || frame === undefined) return null;
  const shape = shapeOn(track, frame);
  return shape && !shape.outside ? shape.box : likelyBox(track, frame);
}
