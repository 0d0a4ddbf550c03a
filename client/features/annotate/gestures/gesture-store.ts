import { create } from 'zustand';
import type { Polygon, Ring } from '../../../../core/geometry/polygon.ts';
import type { ImageBox, ImagePoint, TrackId } from '../../../../core/schema/brands.ts';
import type { MaskRle } from '../../../../core/schema/mask.ts';
import type { VertexAt } from './polygon-edit.ts';

/** A stroke of brush or eraser under way. */
export interface Stroke {
  /** Null where the stroke begins a new object. */
  readonly trackId: TrackId | null;
  readonly erases: boolean;
  readonly size: number;
  /** What the object had before. */
  readonly base: MaskRle | null;
  readonly color: string;
  /** Grows while the pointer moves; a copy for each move would cost more with every one. */
  readonly path: ImagePoint[];
}

interface GestureState {
  /** A box that is being drawn (without an object), moved or resized. */
  readonly box: { readonly trackId: TrackId | null; readonly box: ImageBox } | null;
  /** The corners so far of a polygon that is being drawn. */
  readonly ring: Ring;
  /** A polygon as it stands while one of its corners is dragged. */
  readonly polygon: { readonly trackId: TrackId; readonly polygon: Polygon } | null;
  /** The corner of the selected polygon that keys go to. */
  readonly vertex: VertexAt | null;
  readonly stroke: Stroke | null;
  /** Points of the stroke's path so far: changes with every move. */
  readonly strokeLength: number;
  /** Where the pointer is over the frame, snapped as what is drawn would be. */
  readonly pointer: ImagePoint | null;
  /** The arrow keys put the pointer where it is; `pressed`: Enter was pressed there. Null while a mouse, pen or finger leads. */
  readonly byKeys: 'moved' | 'pressed' | null;
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

/** What is being drawn at this moment. It is no part of the project: that changes when the gesture ends. */
export const useGestureStore = create<GestureState>()(() => NOTHING);

let cancelHeld: (() => void) | null = null;

/** A press of the pointer begins or, with null, is over: what forgets half-drawn things also ends it. */
export function holdGesture(cancel: (() => void) | null): void {
  cancelHeld = cancel;
}

/** Forgets what is half drawn. */
export function dropGesture(): void {
  cancelHeld?.();
  const { pointer } = useGestureStore.getState();
  useGestureStore.setState({ ...NOTHING, pointer });
}
