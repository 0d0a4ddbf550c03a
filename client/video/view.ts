/**
 * The position of the frame in the viewport: screen = frame × scale + offset, in CSS pixels from the
 * viewport's top left.
 */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const MIN_SCALE = 0.02;
const MAX_SCALE = 40;

/** Fits the whole frame into the viewport, centred, with a margin around it. */
export function fitView(frame: Size, viewport: Size, margin = 16): View {
  const room = (side: number) => Math.max(1, side - 2 * margin);
  const scale = Math.min(room(viewport.width) / frame.width, room(viewport.height) / frame.height);
  return centred(frame, viewport, clampScale(scale));
}

/** The frame at `scale`, centred. */
function centred(frame: Size, viewport: Size, scale: number): View {
  return { scale, x: (viewport.width - frame.width * scale) / 2, y: (viewport.height - frame.height * scale) / 2 };
}

/** Zooms by a factor so that the frame point under `at` (viewport pixels) stays under it. */
export function zoomAt(view: View, at: Point, factor: number): View {
  const scale = clampScale(view.scale * factor);
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

export function panBy(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** Viewport pixels to frame pixels. */
export function toFrame(view: View, at: Point): Point {
  return { x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale };
}

/** Keeps at least `visible` pixels of the frame in the viewport, so that it cannot be lost. */
export function keepVisible(view: View, frame: Size, viewport: Size, visible = 48): View {
  const clamp = (offset: number, length: number, room: number) =>
    Math.min(Math.max(offset, visible - length), Math.max(room - visible, visible - length));
  return {
    scale: view.scale,
    x: clamp(view.x, frame.width * view.scale, viewport.width),
    y: clamp(view.y, frame.height * view.scale, viewport.height),
  };
}

const clampScale = (scale: number) => Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale));
