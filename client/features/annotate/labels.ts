import type { DrawnShape } from '../../../core/project/commands/command.ts';
import { fitMask, fitPolygon } from '../../../core/geometry/fit-shape.ts';
import type { Polygon } from '../../../core/geometry/polygon.ts';
import type { FrameIndex, ImageBox, TrackId } from '../../../core/schema/brands.ts';
import type { Shape, Track } from '../../../core/schema/project.ts';
import { polygonPoint } from './gestures/polygon-edit.ts';
import { setBox, useProjectStore } from '../../project/project-store.ts';
import { isComputedOn, shapeOn, statusOn } from '../../project/track-status.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useViewStore } from '../../video/view-store.ts';
import { tryEdit, tryDispatch } from '../../project/edit-attempt.ts';
import { useToolStore, type DrawingTool } from './tool-store.ts';

/** The selected object; null for none. */
export function selectedTrack({ project, selectedTrackId } = useProjectStore.getState()): Track | null {
  return project?.tracks.find(({ id }) => id === selectedTrackId) ?? null;
}

/** The selected object's label on the shown frame; null where it has none there or is outside. */
export function selectedLabel(): { readonly track: Track; readonly frame: FrameIndex; readonly shape: Shape } | null {
  const track = selectedTrack();
  const frame = useVideoStore.getState().shown?.rank;
  const shape = track && frame !== undefined ? shapeOn(track, frame) : null;
  return track && frame !== undefined && shape && !shape.outside ? { track, frame, shape } : null;
}

/**
 * The object that a tool changes on a frame; null where it makes a new one. Brush, eraser and smart select
 * change the selected object; a box or a polygon replaces its shape only where that is propagated or lost.
 */
export function drawingTarget(tool: DrawingTool, selected: Track | null, frame: FrameIndex): Track | null {
  if (!selected) return null;
  if (tool !== 'box' && tool !== 'polygon') return selected;
  const status = statusOn(selected, frame);
  return status === 'propagated' || status === 'low' || status === 'lost' || status === 'left' ? selected : null;
}

/** Sets the drawn shape as the label of its object, or of a new object. Returns whether it was accepted. */
export function commitDrawnShape(tool: DrawingTool, drawn: DrawnShape): boolean {
  const frame = useVideoStore.getState().shown?.rank;
  if (frame === undefined) return false;
  const target = drawingTarget(tool, selectedTrack(), frame);
  if (target) return tryDispatch({ type: 'shape.set', trackId: target.id, frame, drawn });
  return tryEdit(() => useProjectStore.getState().addObject(frame, drawn));
}

/**
 * The part of a label that the user drew, as a shape to draw elsewhere; the box where only that is the
 * user's.
 */
export function userDrawnShape({ box, mask, maskSource, polygon, source }: Shape): DrawnShape {
  if (source === 'user' && polygon) return { kind: 'polygon', polygon };
  if (source === 'user' && mask && maskSource === 'user') return { kind: 'mask', mask };
  return { kind: 'box', box };
}

/**
 * Moves or resizes a label into a box: the user's polygon or mask is scaled with it, a mask that the model
 * made of a box is made again.
 */
export function setLabelBox(track: Track, frame: FrameIndex, box: ImageBox): void {
  const shape = shapeOn(track, frame);
  const drawn = shape && !shape.outside ? userDrawnShape(shape) : null;
  if (!shape || !drawn || drawn.kind === 'box') {
    tryEdit(() => setBox(track.id, frame, box));
    return;
  }
  const fitted: DrawnShape =
    drawn.kind === 'polygon'
      ? { kind: 'polygon', polygon: onGrid(fitPolygon(drawn.polygon, shape.box, box)) }
      : { kind: 'mask', mask: fitMask(drawn.mask, box) };
  tryDispatch({ type: 'shape.set', trackId: track.id, frame, drawn: fitted }, `box ${track.id} ${frame}`);
}

/** The polygon with its points rounded as drawn ones are. */
function onGrid(polygon: Polygon): Polygon {
  const { frame } = useViewStore.getState();
  return polygon.map((ring) => ring.map(([x, y]) => polygonPoint({ x, y }, frame)));
}

/** Removes the selected object's label from the shown frame. */
export function removeSelectedLabel(): void {
  const trackId: TrackId | null = useProjectStore.getState().selectedTrackId;
  const frame = useVideoStore.getState().shown?.rank;
  const track = selectedTrack();
  if (trackId === null || frame === undefined) return;
  // A computed label is not in the project: it goes by saying that the object is not there.
  const type = track && isComputedOn(track, frame) ? 'shape.setOutside' : 'shape.clear';
  tryDispatch({ type, trackId, frame });
}

/** Returns to selecting after one object is drawn. */
export const finishTool = (): void => useToolStore.getState().setTool('select');
