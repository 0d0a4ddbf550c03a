import { create } from 'zustand';
import type { TrackResult } from '../../core/engine/types.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';
import type { Picture } from '../video/picture.ts';

/** The newest labelled frame of a run. */
export interface LivePicture {
  readonly frame: FrameIndex;
  /** Owned by the store: it is released when another one is shown. */
  readonly picture: Picture;
  readonly tracks: readonly TrackResult[];
}

export const useLivePicture = create<{ readonly live: LivePicture | null }>()(() => ({ live: null }));

/** Counts how often the display was cleared: pictures whose decoding began before are dropped. */
let ended = 0;
/** Number of pictures requested, and of the newest one shown. */
let asked = 0;
let newest = 0;

/** Shows another picture, or none; the one before is released. */
export function showLive(live: LivePicture | null): void {
  if (!live) ended += 1;
  const before = useLivePicture.getState().live;
  useLivePicture.setState({ live });
  if (before !== live) before?.picture.release();
}

/**
 * Shows a picture when it is decoded, unless the display was cleared or a later picture is shown by then.
 * Throws errors of decoding.
 */
export async function showDecoded(decode: () => Promise<Picture>, live: Omit<LivePicture, 'picture'>): Promise<void> {
  const [run, turn] = [ended, (asked += 1)];
  const picture = await decode();
  if (run !== ended || turn < newest) {
    picture.release();
    return;
  }
  newest = turn;
  showLive({ ...live, picture });
}
