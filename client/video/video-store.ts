import { create, type StoreApi } from 'zustand';
import type { ForgeError } from '../../core/errors.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';
import type { VideoMetadata } from '../../core/schema/project.ts';
import type { Picture } from './picture.ts';

/** The frame on the screen: frame index and pixels change together. */
export interface FrameOnScreen {
  readonly rank: FrameIndex;
  /** Presentation timestamp in seconds. */
  readonly timestamp: number;
  /** Owned by the store: it is released when another frame is shown. */
  readonly picture: Picture;
}

export interface VideoState {
  readonly status: 'empty' | 'opening' | 'open';
  /** Name of the open file, or of the first one that is being opened. */
  readonly fileName: string;
  readonly file: File | null;
  /** Name of a file that is being opened while another one is open. */
  readonly replacement: string | null;
  readonly metadata: VideoMetadata | null;
  /** Presentation timestamps in seconds, by frame index. */
  readonly timestamps: readonly number[];
  readonly shown: FrameOnScreen | null;
  readonly playing: boolean;
  /** Playback speed: 1 is the video's own. */
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

export type VideoStore = StoreApi<VideoState>;

export const useVideoStore = create<VideoState>()(() => EMPTY_VIDEO);

/** Clears the last error, when it was read or does not matter any more. */
export function dismissVideoError(): void {
  if (useVideoStore.getState().error) useVideoStore.setState({ error: null });
}
