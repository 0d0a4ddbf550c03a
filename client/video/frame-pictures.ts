import { create } from 'zustand';
import { toForgeError } from '../../core/errors.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';
import type { Picture } from './picture.ts';
import { smallPictureOf } from './video-client.ts';
import { useVideoStore } from './video-store.ts';

/** Longest side in pixels: twice the side on the page, for dense screens. */
const SIDE = 320;
/** About 0.2 MB each; the oldest are dropped first and decoded again when they are viewed. */
const MAX_PICTURES = 200;

interface FramePictures {
  /** Small pictures of labelled frames, without their labels; the store owns and releases them. */
  readonly pictures: ReadonlyMap<FrameIndex, Picture>;
}

export const useFramePictures = create<FramePictures>()(() => ({ pictures: new Map() }));

const wanted = new Set<FrameIndex>();
/** The video whose pictures are being loaded one after the other; null while none are. */
let loading: File | null = null;

/** Stores a small picture of the shown frame. */
export async function keepShownFrame(): Promise<void> {
  const { shown, file } = useVideoStore.getState();
  if (!shown) return;
  try {
    const picture = await shown.picture.shrunk(SIDE);
    if (picture) put(shown.rank, picture, file);
  } catch (error) {
    // It is decoded when it is viewed.
    console.warn(`Frame ${shown.rank} could not be kept.`, toForgeError(error));
  }
}

/**
 * Requests the missing picture of a frame; loaded one after the other, so that the user's own steps through
 * the video come first.
 */
export function requestPicture(frame: FrameIndex): void {
  const { file } = useVideoStore.getState();
  if (!file || useFramePictures.getState().pictures.has(frame)) return;
  wanted.add(frame);
  if (loading !== file) void loadWanted(file);
}

/** Withdraws the request: the place of this picture is no longer in view. */
export function cancelPictureRequest(frame: FrameIndex): void {
  wanted.delete(frame);
}

/** Releases all pictures. For a new video. */
export function releasePictures(): void {
  wanted.clear();
  const { pictures } = useFramePictures.getState();
  useFramePictures.setState({ pictures: new Map() });
  for (const picture of pictures.values()) picture.release();
}

async function loadWanted(file: File): Promise<void> {
  loading = file;
  try {
    for (let [frame] = wanted; frame !== undefined; [frame] = wanted) {
      // Another video is open: another call loads its pictures.
      if (loading !== file) return;
      wanted.delete(frame);
      await load(frame, file);
    }
  } finally {
    if (loading === file) loading = null;
  }
}

async function load(frame: FrameIndex, file: File): Promise<void> {
  try {
    if (useVideoStore.getState().shown?.rank === frame) await keepShownFrame();
    else put(frame, await smallPictureOf(frame), file);
  } catch (error) {
    // The video was closed, or the frame cannot be decoded; the frame view reports that.
    console.warn(`There is no picture of frame ${frame}.`, toForgeError(error));
  }
}

/** Stores a picture, unless another video is open by now. */
function put(frame: FrameIndex, picture: Picture, file: File | null): void {
  if (useVideoStore.getState().file !== file) {
    picture.release();
    return;
  }
  const pictures = new Map(useFramePictures.getState().pictures);
  const leaving = [pictures.get(frame)];
  pictures.delete(frame);
  pictures.set(frame, picture);
  const [oldest] = pictures;
  if (oldest && pictures.size > MAX_PICTURES) {
    pictures.delete(oldest[0]);
    leaving.push(oldest[1]);
  }
  useFramePictures.setState({ pictures });
  for (const each of leaving) each?.release();
}
