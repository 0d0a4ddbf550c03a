import { useEffect, useRef, type PointerEvent } from 'react';
import { imagePoint } from '../../../../core/schema/brands.ts';
import { HANDLES } from './box-edit.ts';
import type { VertexAt } from './polygon-edit.ts';
import { useProjectStore } from '../../../project/project-store.ts';
import { videoClient } from '../../../video/video-client.ts';
import { useVideoStore } from '../../../video/video-store.ts';
import { useViewStore } from '../../../video/view-store.ts';
import type { Point } from '../../../video/view.ts';
import { objectsAt } from '../hit-test.ts';
import { selectedLabel } from '../labels.ts';
import type { ObjectOnFrame } from '../objects-on-frame.ts';
import { addSmartPoint, setSmartBox } from '../smart/smart-store.ts';
import { useToolStore } from '../tool-store.ts';
import { dragLabel, drawBox, drawLabel } from './box-gesture.ts';
import { paintStroke } from './brush-gesture.ts';
import type { Gesture, Press } from './gesture.ts';
import { dropGesture, holdGesture, useGestureStore } from './gesture-store.ts';
import { framePointOf, snapped } from './frame-point.ts';
import { addCorner, deleteVertex, dragVertex } from './polygon-gesture.ts';

interface Active {
  readonly gesture: Gesture;
  readonly pointerId: number;
}

/** Pointer handlers (mouse, pen or finger) for the frame's element, which gets all pointer events. */
export function usePointer(objects: readonly ObjectOnFrame[]) {
  const active = useRef<Active | null>(null);
  const letGo = () => {
    active.current = null;
    holdGesture(null);
  };
  const cancel = () => {
    active.current?.gesture.cancel();
    letGo();
  };
  useCancelOnSecondFinger(active, cancel);

  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    if (active.current) return;
    const secondary = event.button === 2;
    if (event.button !== 0 && !(secondary && useToolStore.getState().tool === 'smart')) return;
    if (useVideoStore.getState().playing) {
      videoClient.pause();
      return;
    }
    const svg = event.currentTarget;
    const press: Press = { at: framePointOf(event, svg), secondary, alt: event.altKey };
    if (useProjectStore.getState().locked) {
      // Objects can be selected while labels are propagated.
      useProjectStore.getState().select(objectsAt(objects, press.at)[0]?.track.id ?? null);
      return;
    }
    const gesture = gestureFor(press, event.target, objects);
    if (!gesture) return;
    svg.setPointerCapture(event.pointerId);
    active.current = { gesture, pointerId: event.pointerId };
    holdGesture(cancel);
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const svg = event.currentTarget;
    showPointer(framePointOf(event, svg));
    if (active.current?.pointerId !== event.pointerId) return;
    // Browsers send one event per screen frame; the coalesced ones hold the points of a fast stroke.
    const parts = event.nativeEvent.getCoalescedEvents?.() ?? [];
    const path = (parts.length > 0 ? parts : [event.nativeEvent]).map((part) => framePointOf(part, svg));
    active.current.gesture.move(path);
  };
  const onPointerUp = (event: PointerEvent<SVGSVGElement>) => {
    if (active.current?.pointerId !== event.pointerId) return;
    const { gesture } = active.current;
    letGo();
    gesture.end(framePointOf(event, event.currentTarget));
  };
  const onPointerLeave = () => useGestureStore.setState({ pointer: null, byKeys: null });
  return { onPointerDown, onPointerMove, onPointerUp, onPointerLeave, onPointerCancel: cancel };
}

/** Two fingers zoom and pan: the gesture of the first one is cancelled. */
function useCancelOnSecondFinger(active: { readonly current: Active | null }, cancel: () => void): void {
  const latest = useRef(cancel);
  useEffect(() => {
    latest.current = cancel;
  });
  useEffect(() => {
    const down = (event: globalThis.PointerEvent) => {
      if (event.pointerType !== 'touch' || !active.current || active.current.pointerId === event.pointerId) return;
      latest.current();
    };
    // Before the frame view captures the second finger.
    window.addEventListener('pointerdown', down, { capture: true });
    return () => {
      window.removeEventListener('pointerdown', down, { capture: true });
      dropGesture();
    };
  }, [active]);
}

function showPointer(at: Point): void {
  const { tool } = useToolStore.getState();
  if (tool === 'select') return;
  const { x, y } = tool === 'box' || tool === 'polygon' ? snapped(at) : at;
  useGestureStore.setState({ pointer: imagePoint(x, y), byKeys: null });
}

/** The gesture that a press starts; null where it is complete at once, or does nothing. */
function gestureFor(press: Press, target: EventTarget, objects: readonly ObjectOnFrame[]): Gesture | null {
  const { at } = press;
  switch (useToolStore.getState().tool) {
    case 'select':
      return onHandle(press, target) ?? onObject(at, objects);
    case 'box':
      return drawLabel(at);
    case 'polygon':
      addCorner(at);
      return null;
    case 'brush':
      return paintStroke(at, false);
    case 'eraser':
      return paintStroke(at, true);
    case 'smart':
      return askSmart(press);
  }
}

/** A gesture on a handle of the selected object: of its box, of a corner, or of an edge's middle. */
function onHandle({ at, alt }: Press, target: EventTarget): Gesture | null {
  const label = selectedLabel();
  if (!label || !(target instanceof SVGElement)) return null;
  const { handle, vertex, edge } = target.dataset;
  const { track, shape } = label;
  const corner = HANDLES.find((each) => each === handle);
  if (corner) return dragLabel(track, shape.box, corner, at);
  if (!shape.polygon) return null;
  const vertexAt = vertexOf(vertex);
  if (vertexAt && alt) deleteVertex(track, shape.polygon, vertexAt);
  if (vertexAt) return alt ? IDLE : dragVertex(track, shape.polygon, vertexAt, at, false);
  const before = vertexOf(edge);
  if (!before) return null;
  return dragVertex(track, shape.polygon, { ...before, vertex: before.vertex + 1 }, at, true);
}

const IDLE: Gesture = { move: () => undefined, end: () => undefined, cancel: () => undefined };

function vertexOf(text: string | undefined): VertexAt | null {
  const [ring, vertex] = text?.split(' ').map(Number) ?? [];
  return ring === undefined || vertex === undefined ? null : { ring, vertex };
}

/** Selects and drags the object under the pointer. A click on the selected object selects the one beneath it. */
function onObject(at: Point, objects: readonly ObjectOnFrame[]): Gesture {
  const { selectedTrackId, select } = useProjectStore.getState();
  const hits = objectsAt(objects, at);
  const selectedAt = hits.findIndex(({ track }) => track.id === selectedTrackId);
  const held = hits[Math.max(0, selectedAt)];
  if (!held) return drawLabel(at);
  if (held.track.id !== selectedTrackId) useGestureStore.setState({ vertex: null });
  select(held.track.id);
  const beneath = selectedAt >= 0 ? hits[(selectedAt + 1) % hits.length] : undefined;
  if (!held.shape) return IDLE;
  return dragLabel(held.track, held.shape.box, 'move', at, () => {
    if (beneath && beneath !== held) select(beneath.track.id);
  });
}

function askSmart({ at, secondary, alt }: Press): Gesture | null {
  const { width, height } = useViewStore.getState().frame;
  const addPoint = () => {
    if (at.x >= 0 && at.y >= 0 && at.x < width && at.y < height)
      addSmartPoint(imagePoint(at.x, at.y), !secondary && !alt);
  };
  if (!secondary && !alt) return drawBox(at, setSmartBox, addPoint);
  addPoint();
  return null;
}
