import { create } from 'zustand';
import type { TrackResult } from '../../../core/engine/types.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';

/** The newest labelled frame of a run. */
export interface LivePicture {
  readonly frame: FrameIndex;
  readonly picture: ImageBitmap;
  readonly tracks: readonly TrackResult[];
}

export const useLivePicture = create<{ readonly live: LivePicture | null }>()(() => ({ live: null }));

/** Shows another picture, or none; the one before is closed. */
export function showLive(live: LivePicture | null): void {
  const before = useLivePicture.getState().live;
  useLivePicture.setState({ live });
  if (before !== live) before?.picture.close();
}
