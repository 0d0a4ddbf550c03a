import { create } from 'zustand';
import type { Polygon, Ring } from '../../../../core/geometry/polygon.ts';
import type { ImageBox, ImagePoint, TrackId } from '../../../../core/schema/brands.ts';
import type { MaskRle } from '../../../../core/schema/mask.ts';
import type { Gesture } from './gesture.ts';
import type { VertexAt } from './polygon-edit.ts';

/** An active stroke of brush or eraser. */
export interface Stroke {
  /** Null where the stroke starts a new object. */
  readonly trackId: TrackId | null;
  readonly erases: boolean;
  readonly size: number;
  /** The object's mask before the stroke. */
  readonly base: MaskRle | null;
  readonly color: string;
  /** Grows in place while the pointer moves: copying it on each move would cost more with every one. */
  readonly path: ImagePoint[];
}

interface GestureState {
  /** A box that is being drawn (without an object), moved or resized. */
  readonly box: { readonly trackId: TrackId | null; readonly box: ImageBox } | null;
  /** The corners so far of a polygon that is being drawn. */
  readonly ring: Ring;
  /** The current polygon while one of its corners is dragged. */
  readonly polygon: { readonly trackId: TrackId; readonly polygon: Polygon } | null;
  /** The corner of the selected polygon that the arrow keys move. */
  readonly vertex: VertexAt | null;
  readonly stroke: Stroke | null;
  /** Number of points in the stroke's path: changes with every move. */
  readonly strokeLength: number;
  /** Position of the pointer on the frame, snapped as a drawn shape would be. */
  readonly pointer: ImagePoint | null;
  /**
   * Set while the arrow keys control the pointer; `pressed`: Enter was pressed there. Null while a mouse, pen
   * or finger does.
   */
  readonly byKeys: 'moved' | 'pressed' | null;
}

/** The active press: it outlives what is drawn. */
interface ActivePress {
  /** Cancels it; null where there is none. */
  readonly cancelPress: (() => void) | null;
  /** The box or stroke that Enter started and its next press ends. */
  readonly startedByKeys: Gesture | null;
}

const NOTHING: GestureState = {
  box: null,
  ring: [],
  polygon: null,
  vertex: null,
  stroke: null,
  strokeLength: 0,
  pointer: null,
  byKeys: null,
};

/** The shape being drawn. It is not part of the project, which changes when the gesture ends. */
export const useGestureStore = create<GestureState & ActivePress>()(() => ({
  ...NOTHING,
  cancelPress: null,
  startedByKeys: null,
}));

/** Registers how to cancel the active press, or with null that it is over: `dropGesture` cancels it. */
export function holdGesture(cancel: (() => void) | null): void {
  useGestureStore.setState({ cancelPress: cancel });
}

/** Drops the half-drawn shape. */
export function dropGesture(): void {
  useGestureStore.getState().cancelPress?.();
  const { pointer } = useGestureStore.getState();
  useGestureStore.setState({ ...NOTHING, pointer });
}
