import { create } from 'zustand';
import type { TrackResult } from '../../../core/engine/types.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import type { Picture } from '../../lib/picture.ts';

/** The newest labelled frame of a run. */
export interface LivePicture {
  readonly frame: FrameIndex;
  /** The store's own: it is released when another one is shown. */
  readonly picture: Picture;
  readonly tracks: readonly TrackResult[];
}

export const useLivePicture = create<{ readonly live: LivePicture | null }>()(() => ({ live: null }));

/** Shows another picture, or none; the one before is released. */
export function showLive(live: LivePicture | null): void {
  const before = useLivePicture.getState().live;
  useLivePicture.setState({ live });
  if (before !== live) before?.picture.release();
}
