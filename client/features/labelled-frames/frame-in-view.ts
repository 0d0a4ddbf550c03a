import { create } from 'zustand';
import type { FrameIndex } from '../../../core/schema/brands.ts';

interface FrameInView {
  /** The frame that the panel of labelled frames scrolls to. */
  readonly frame: FrameIndex | null;
  /** Time of the request: the same frame may be requested again. */
  readonly asked: number;
}

export const useFrameInView = create<FrameInView>()(() => ({ frame: null, asked: 0 }));
