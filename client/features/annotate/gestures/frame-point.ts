import { snapPoint } from './box-edit.ts';
import { useViewStore } from '../../../video/view-store.ts';
import { toFrame, type Point } from '../../../video/view.ts';

/** Points within this distance of an edge of the frame, in screen pixels, snap to it. */
const SNAP_DISTANCE = 6;
/** A press that moves by less than this many screen pixels is a click. */
const CLICK_DISTANCE = 3;

/** A position on the screen as a point in frame pixels; it can lie outside the frame. */
export function framePointOf(event: { readonly clientX: number; readonly clientY: number }, element: Element): Point {
  const { left, top } = element.getBoundingClientRect();
  return toFrame(useViewStore.getState().view, { x: event.clientX - left, y: event.clientY - top });
}

/** The snapping distance in frame pixels at the current zoom. */
export const snapWithin = (): number => SNAP_DISTANCE / useViewStore.getState().view.scale;

/** The point, moved onto the frame's edge where it is near one. */
export const snapped = (at: Point): Point => snapPoint(at, useViewStore.getState().frame, snapWithin());

/** Screen pixels between two points of the frame. */
export const screenDistance = (a: Point, b: Point): number =>
  Math.hypot(a.x - b.x, a.y - b.y) * useViewStore.getState().view.scale;

export const isClick = (from: Point, to: Point): boolean => screenDistance(from, to) < CLICK_DISTANCE;
