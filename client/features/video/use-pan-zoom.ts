import { useEffect, useRef, useState, type RefObject } from 'react';
import { useViewStore } from '../../video/view-store.ts';
import type { Point } from '../../video/view.ts';

/** One notch of a wheel (100 pixels) zooms by a fifth. */
const WHEEL_ZOOM = Math.log(1.2) / 100;
/** A trackpad reports pinches as small wheel steps. */
const PINCH_ZOOM = 0.01;

type Panning = 'ready' | 'active' | undefined;

/**
 * Zoom to the pointer with wheel and pinch, pan with the middle button, with Space held, or with two fingers.
 * Such gestures are handled before any element inside gets them.
 *
 * @param onSpace called when Space was pressed and released without a drag in between
 */
export function usePanZoom(element: RefObject<HTMLElement | null>, onSpace: () => void): Panning {
  const [panning, setPanning] = useState<Panning>();
  const space = useRef({ held: false, used: false });
  const onSpaceRef = useRef(onSpace);
  useEffect(() => {
    onSpaceRef.current = onSpace;
  }, [onSpace]);

  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const { zoom, pan } = useViewStore.getState();
    const fingers = new Map<number, Point>();
    let dragged: { id: number; at: Point } | null = null;

    const local = (event: MouseEvent): Point => {
      const { left, top } = target.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      if (event.shiftKey) pan(-(event.deltaX || event.deltaY), 0);
      else
        zoom(
          Math.exp(-event.deltaY * (event.ctrlKey ? PINCH_ZOOM : WHEEL_ZOOM * (event.deltaMode === 1 ? 33 : 1))),
          local(event),
        );
    };
    const down = (event: PointerEvent) => {
      if (event.pointerType === 'touch') fingers.set(event.pointerId, local(event));
      const wants = event.button === 1 || space.current.held || fingers.size >= 2;
      if (!wants) return;
      event.preventDefault();
      event.stopPropagation();
      space.current.used = true;
      dragged = { id: event.pointerId, at: local(event) };
      target.setPointerCapture(event.pointerId);
      setPanning('active');
    };
    const move = (event: PointerEvent) => {
      const at = local(event);
      if (fingers.has(event.pointerId) && fingers.size === 2) {
        event.stopPropagation();
        pinch(fingers, event.pointerId, at);
        return;
      }
      if (dragged?.id !== event.pointerId) return;
      event.stopPropagation();
      pan(at.x - dragged.at.x, at.y - dragged.at.y);
      dragged.at = at;
    };
    const pinch = (touches: Map<number, Point>, id: number, at: Point) => {
      const other = [...touches].find(([each]) => each !== id)?.[1];
      const before = touches.get(id);
      if (!other || !before) return;
      touches.set(id, at);
      const distance = (a: Point, b: Point) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
      zoom(distance(at, other) / distance(before, other), { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
      pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    };
    const up = (event: PointerEvent) => {
      fingers.delete(event.pointerId);
      if (dragged?.id !== event.pointerId) return;
      event.stopPropagation();
      dragged = null;
      setPanning(space.current.held ? 'ready' : undefined);
    };
    const capture = { capture: true };
    target.addEventListener('wheel', wheel, { passive: false });
    target.addEventListener('pointerdown', down, capture);
    target.addEventListener('pointermove', move, capture);
    target.addEventListener('pointerup', up, capture);
    target.addEventListener('pointercancel', up, capture);
    return () => {
      target.removeEventListener('wheel', wheel);
      target.removeEventListener('pointerdown', down, capture);
      target.removeEventListener('pointermove', move, capture);
      target.removeEventListener('pointerup', up, capture);
      target.removeEventListener('pointercancel', up, capture);
    };
  }, [element]);

  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.code !== 'Space' || ownsSpace(event.target)) return;
      event.preventDefault();
      if (event.repeat) return;
      space.current = { held: true, used: false };
      setPanning('ready');
    };
    const release = (event: KeyboardEvent) => {
      if (event.code !== 'Space' || !space.current.held) return;
      const { used } = space.current;
      space.current = { held: false, used: false };
      setPanning(undefined);
      if (!used) onSpaceRef.current();
    };
    const blur = () => {
      space.current = { held: false, used: false };
      setPanning(undefined);
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', release);
    window.addEventListener('blur', blur);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', release);
      window.removeEventListener('blur', blur);
    };
  }, []);
  return panning;
}

/** Elements that handle Space themselves. */
function ownsSpace(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, input, textarea, select, a, [role="dialog"]') !== null;
}
