import { create } from 'zustand';
import type { ForgeError } from '../../core/errors.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';
import type { VideoMetadata } from '../../core/schema/project.ts';
import type { Picture } from './picture.ts';

/** The frame on the screen: number and pixels come and go together. */
export interface FrameOnScreen {
  readonly rank: FrameIndex;
  /** Presentation timestamp in seconds. */
  readonly timestamp: number;
  /** The store's own: it is released when another frame is shown. */
  readonly picture: Picture;
}

interface VideoState {
  readonly status: 'empty' | 'opening' | 'open';
  /** Name of the file that is open, or of the first one that is being opened. */
  readonly fileName: string;
  readonly file: File | null;
  /** Name of a file that is being opened while another one is open. */
  readonly replacement: string | null;
  readonly metadata: VideoMetadata | null;
  /** Presentation timestamps in seconds, by rank. */
  readonly timestamps: readonly number[];
  readonly shown: FrameOnScreen | null;
  readonly playing: boolean;
  /** How fast it plays: 1 is the video's own speed. */
  readonly speed: number;
  readonly error: ForgeError | null;
}

export const EMPTY_VIDEO: VideoState = {
  status: 'empty',
  fileName: '',
  file: null,
  replacement: null,
  metadata: null,
  timestamps: [],
  shown: null,
  playing: false,
  speed: 1,
  error: null,
};

export const useVideoStore = create<VideoState>()(() => EMPTY_VIDEO);

/** What went wrong last was read, or is of no interest any more. */
export function dismissVideoError(): void {
  if (useVideoStore.getState().error) useVideoStore.setState({ error: null });
}
