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

/** Shows the newest labelled frame of a run. */
export class LiveView {
  /** Counts how often the display was cleared: pictures whose decoding began before are dropped. */
  #ended = 0;
  /** Number of pictures requested, and of the newest one shown. */
  #asked = 0;
  #newest = 0;

  /** Shows another picture, or none; the one before is released. */
  show(live: LivePicture | null): void {
    if (!live) this.#ended += 1;
    const before = useLivePicture.getState().live;
    useLivePicture.setState({ live });
    if (before !== live) before?.picture.release();
  }

  /**
   * Shows a picture when it is decoded, unless the display was cleared or a later picture is shown by then.
   * Throws errors of decoding.
   */
  async showDecoded(decode: () => Promise<Picture>, live: Omit<LivePicture, 'picture'>): Promise<void> {
    const [run, turn] = [this.#ended, (this.#asked += 1)];
    const picture = await decode();
    if (run !== this.#ended || turn < this.#newest) {
      picture.release();
      return;
    }
    this.#newest = turn;
    this.show({ ...live, picture });
  }
}

/** The live view of the page. */
export const liveView = new LiveView();
