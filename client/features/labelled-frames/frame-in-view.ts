import { create } from 'zustand';
import type { FrameIndex } from '../../../core/schema/brands.ts';

interface FrameInView {
  /** The frame that the panel of labelled frames is to show. */
  readonly frame: FrameIndex | null;
  /** When that was asked for: the same frame may be asked for again. */
  readonly asked: number;
}

export const useFrameInView = create<FrameInView>()(() => ({ frame: null, asked: 0 }));
