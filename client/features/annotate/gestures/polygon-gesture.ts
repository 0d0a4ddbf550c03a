import type { Polygon } from '../../../../core/geometry/polygon.ts';
import { imagePoint } from '../../../../core/schema/brands.ts';
import type { Track } from '../../../../core/schema/project.ts';
import { insertVertex, MIN_POINTS, moveVertex, polygonPoint, removeVertex, type VertexAt } from './polygon-edit.ts';
import { useVideoStore } from '../../../video/video-store.ts';
import { useViewStore } from '../../../video/view-store.ts';
import type { Point } from '../../../video/view.ts';
import { tryDispatch } from '../../../project/edit-attempt.ts';
import { finishTool, commitDrawnShape, selectedLabel } from '../labels.ts';
import type { Gesture } from './gesture.ts';
import { useGestureStore } from './gesture-store.ts';
import { isClick, screenDistance, snapped } from './frame-point.ts';

/** A click within this distance of the first corner, in screen pixels, closes the polygon. */
const CLOSE_DISTANCE = 9;

const pointAt = (at: Point) => polygonPoint(snapped(at), useViewStore.getState().frame);

/** Adds a corner to the polygon that is being drawn, or closes it when its first corner is pressed. */
export function addCorner(at: Point): void {
  const { ring } = useGestureStore.getState();
  const [first, last] = [ring[0], ring.at(-1)];
  const near = (corner: typeof first, distance: number) =>
    corner !== undefined && screenDistance({ x: corner[0], y: corner[1] }, at) < distance;
  if (ring.length >= MIN_POINTS && near(first, CLOSE_DISTANCE)) closePolygon();
  // The second press of a double click adds no corner.
  else if (!near(last, 3)) useGestureStore.setState({ ring: [...ring, pointAt(at)] });
}

/** Removes the last corner. Returns false where there is none. */
export function removeLastCorner(): boolean {
  const { ring } = useGestureStore.getState();
  if (ring.length === 0) return false;
  useGestureStore.setState({ ring: ring.slice(0, -1) });
  return true;
}

/** Makes a label of the polygon that is being drawn. Returns false where it has too few corners. */
export function closePolygon(): boolean {
  const { ring } = useGestureStore.getState();
  if (ring.length < MIN_POINTS) return false;
  if (commitDrawnShape('polygon', { kind: 'polygon', polygon: [ring] })) {
    useGestureStore.setState({ ring: [] });
    finishTool();
  }
  return true;
}

/**
 * Drags a corner of a polygon; a click makes it the one that the arrow keys move. With `inserted` the corner
 * is new.
 */
export function dragVertex(track: Track, polygon: Polygon, at: VertexAt, start: Point, inserted: boolean): Gesture {
  const before = polygon;
  const begun = inserted ? insertVertex(polygon, { ...at, vertex: at.vertex - 1 }, pointAt(start)) : polygon;
  const moved = (to: Point) => moveVertex(begun, at, pointAt(to));
  useGestureStore.setState({ vertex: at, ...(inserted ? { polygon: { trackId: track.id, polygon: begun } } : {}) });
  const letGo = () => useGestureStore.setState({ polygon: null });
  return {
    move: (path) => {
      const to = path.at(-1);
      if (to && !isClick(start, to)) useGestureStore.setState({ polygon: { trackId: track.id, polygon: moved(to) } });
    },
    end: (to) => {
      letGo();
      const after = isClick(start, to) ? begun : moved(to);
      if (after !== before) setPolygon(track, after);
    },
    cancel: () => {
      letGo();
      useGestureStore.setState({ vertex: null });
    },
  };
}

/** Deletes a corner of a polygon. */
export function deleteVertex(track: Track, polygon: Polygon, at: VertexAt): void {
  useGestureStore.setState({ vertex: null });
  const after = removeVertex(polygon, at);
  if (after !== polygon) setPolygon(track, after);
}

/** The selected polygon and the corner that the arrow keys move; null where there is none. */
export function activeVertex(): { readonly track: Track; readonly polygon: Polygon; readonly at: VertexAt } | null {
  const { vertex } = useGestureStore.getState();
  const label = selectedLabel();
  const polygon = label?.shape.polygon;
  if (!vertex || !label || !polygon?.[vertex.ring]?.[vertex.vertex]) return null;
  return { track: label.track, polygon, at: vertex };
}

/** Moves that corner by frame pixels. Returns false where there is none. */
export function nudgeVertex(dx: number, dy: number): boolean {
  const active = activeVertex();
  const [x, y] = active?.polygon[active.at.ring]?.[active.at.vertex] ?? imagePoint(0, 0);
  if (!active) return false;
  const to = polygonPoint({ x: x + dx, y: y + dy }, useViewStore.getState().frame);
  setPolygon(active.track, moveVertex(active.polygon, active.at, to), `corner ${active.track.id}`);
  return true;
}

function setPolygon({ id }: Track, polygon: Polygon, key?: string): void {
  const frame = useVideoStore.getState().shown?.rank;
  if (frame === undefined) return;
  tryDispatch({ type: 'shape.set', trackId: id, frame, drawn: { kind: 'polygon', polygon } }, key);
}
