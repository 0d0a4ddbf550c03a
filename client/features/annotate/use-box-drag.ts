import { useState, type PointerEvent } from 'react';
import type { ImageBox, TrackId } from '../../../core/schema/brands.ts';
import { boxBetween, isDrawable, moveBox, resizeBox, type Handle } from '../../lib/box-edit.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { useViewStore } from '../../lib/view-store.ts';
import { toFrame, type Point } from '../../lib/view.ts';
import { useToolStore } from './tool-store.ts';

export type Grip =
  { readonly kind: 'draw' } | { readonly kind: 'move' | Handle; readonly trackId: TrackId; readonly box: ImageBox };

interface Drag {
  readonly grip: Grip;
  readonly start: Point;
  readonly box: ImageBox;
}

/** A press that moves by less than this many screen pixels is a click. */
const CLICK_DISTANCE = 3;

/**
 * Drawing, moving and resizing with the pointer. The project changes when the pointer is released: one drag is one step for undo.
 *
 * @returns the box as it stands during a drag, and handlers for the element that gets all pointer events
 */
export function useBoxDrag() {
  const [drag, setDrag] = useState<Drag | null>(null);

  const begin = (event: PointerEvent<SVGElement>, grip: Grip) => {
    if (event.button !== 0 || useProjectStore.getState().locked || useVideoStore.getState().playing) return;
    const svg = event.currentTarget.ownerSVGElement ?? event.currentTarget;
    event.stopPropagation();
    svg.setPointerCapture(event.pointerId);
    const start = framePoint(event, svg);
    setDrag({
      grip,
      start,
      box: grip.kind === 'draw' ? boxBetween(start, start, useViewStore.getState().frame) : grip.box,
    });
  };
  const move = (event: PointerEvent<SVGSVGElement>) => {
    if (drag) setDrag({ ...drag, box: dragged(drag, framePoint(event, event.currentTarget)) });
  };
  const end = (event: PointerEvent<SVGSVGElement>) => {
    if (!drag) return;
    setDrag(null);
    const at = framePoint(event, event.currentTarget);
    const { scale } = useViewStore.getState().view;
    const isClick = Math.hypot(at.x - drag.start.x, at.y - drag.start.y) * scale < CLICK_DISTANCE;
    finish(drag.grip, dragged(drag, at), isClick);
  };
  const cancel = () => setDrag(null);
  return { drag, begin, move, end, cancel };
}

function finish(grip: Grip, box: ImageBox, isClick: boolean): void {
  const rank = useVideoStore.getState().shown?.rank;
  const { addObject, setBox, select } = useProjectStore.getState();
  if (rank === undefined) return;
  if (grip.kind !== 'draw') {
    if (!isClick) setBox(grip.trackId, rank, box);
    return;
  }
  if (isClick || !isDrawable(box)) {
    select(null);
    return;
  }
  addObject(rank, box);
  useToolStore.getState().setTool('select');
}

function dragged({ grip, start }: Drag, at: Point): ImageBox {
  const { frame } = useViewStore.getState();
  if (grip.kind === 'draw') return boxBetween(start, at, frame);
  const dx = at.x - start.x;
  const dy = at.y - start.y;
  if (grip.kind === 'move') return moveBox(grip.box, dx, dy, frame);
  return resizeBox(grip.box, grip.kind, dx, dy, frame);
}

function framePoint(event: PointerEvent, element: Element): Point {
  const { left, top } = element.getBoundingClientRect();
  return toFrame(useViewStore.getState().view, { x: event.clientX - left, y: event.clientY - top });
}
