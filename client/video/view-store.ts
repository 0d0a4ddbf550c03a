import { create } from 'zustand';
import { fitView, keepVisible, panBy, zoomAt, type Point, type Size, type View } from './view.ts';

interface ViewState {
  readonly view: View;
  readonly viewport: Size;
  readonly frame: Size;
  /** The view follows the window until the user zooms or pans. */
  readonly fitted: boolean;
  /**
   * Sets the size of the viewport in CSS pixels, or of the displayed frame; refits unless the user chose a
   * view.
   */
  setViewport(viewport: Size): void;
  setFrame(frame: Size): void;
  fit(): void;
  /** Zooms around a viewport point, or around the centre. */
  zoom(factor: number, at?: Point): void;
  pan(dx: number, dy: number): void;
}

export const useViewStore = create<ViewState>()((set, get) => ({
  view: { scale: 1, x: 0, y: 0 },
  viewport: { width: 1, height: 1 },
  frame: { width: 1, height: 1 },
  fitted: true,
  setViewport(viewport) {
    const { fitted, frame, view } = get();
    set({ viewport, view: fitted ? fitView(frame, viewport) : keepVisible(view, frame, viewport) });
  },
  setFrame(frame) {
    set({ frame, fitted: true, view: fitView(frame, get().viewport) });
  },
  fit() {
    set({ fitted: true, view: fitView(get().frame, get().viewport) });
  },
  zoom(factor, at) {
    const { view, frame, viewport } = get();
    const around = at ?? { x: viewport.width / 2, y: viewport.height / 2 };
    set({ fitted: false, view: keepVisible(zoomAt(view, around, factor), frame, viewport) });
  },
  pan(dx, dy) {
    const { view, frame, viewport } = get();
    set({ fitted: false, view: keepVisible(panBy(view, dx, dy), frame, viewport) });
  },
}));
