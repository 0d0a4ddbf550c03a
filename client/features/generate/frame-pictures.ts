import { create } from 'zustand';
import { toForgeError } from '../../../core/errors.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import { smallPictureOf } from '../../lib/video-client.ts';
import { useVideoStore } from '../../lib/video-store.ts';

/** Longest side in pixels: twice the side of its place on the page, for dense screens. */
const SIDE = 320;
/** As many as are worth their memory, about 0.2 MB each; the oldest go first and are decoded again when they are looked at. */
const MAX_PICTURES = 200;

interface FramePictures {
  /** Small pictures of labelled frames, without their labels. */
  readonly pictures: ReadonlyMap<FrameIndex, ImageBitmap>;
}

export const useFramePictures = create<FramePictures>()(() => ({ pictures: new Map() }));

const wanted = new Set<FrameIndex>();
let loading = false;

/** Keeps a small picture of the frame that is shown. */
export async function keepShownFrame(): Promise<void> {
  const { shown, file } = useVideoStore.getState();
  if (!shown) return;
  const { rank, picture } = shown;
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const size = {
    resizeWidth: Math.max(1, Math.round(picture.width * scale)),
    resizeHeight: Math.max(1, Math.round(picture.height * scale)),
  };
  try {
    put(rank, await createImageBitmap(picture, { ...size, resizeQuality: 'medium' }), file);
  } catch (error) {
    // Another frame is shown already, and the pixels are gone: it is decoded when it is looked at.
    console.warn(`Frame ${rank} is gone from the screen.`, toForgeError(error));
  }
}

/** Asks for the picture of a frame that is not there; one after the other, so that the person's own steps through the video come first. */
export function wantPicture(frame: FrameIndex): void {
  if (useFramePictures.getState().pictures.has(frame)) return;
  wanted.add(frame);
  if (!loading) void loadWanted();
}

/** Nobody looks at the place of this picture any more. */
export function unwantPicture(frame: FrameIndex): void {
  wanted.delete(frame);
}

/** Gives all pictures back. For a new video. */
export function forgetPictures(): void {
  wanted.clear();
  const { pictures } = useFramePictures.getState();
  useFramePictures.setState({ pictures: new Map() });
  for (const picture of pictures.values()) picture.close();
}

async function loadWanted(): Promise<void> {
  loading = true;
  try {
    for (let [frame] = wanted; frame !== undefined; [frame] = wanted) {
      wanted.delete(frame);
      const { file, shown } = useVideoStore.getState();
      if (shown?.rank === frame) await keepShownFrame();
      else put(frame, await smallPictureOf(frame), file);
    }
  } catch (error) {
    // The video was closed, or a frame cannot be decoded, which is said where it is shown.
    console.warn('There is no picture of a labelled frame.', toForgeError(error));
  } finally {
    loading = false;
  }
}

function put(frame: FrameIndex, picture: ImageBitmap, file: File | null): void {
  if (useVideoStore.getState().file !== file) {
    picture.close();
    return;
  }
  const pictures = new Map(useFramePictures.getState().pictures);
  const closing = [pictures.get(frame)];
  pictures.delete(frame);
  pictures.set(frame, picture);
  const [oldest] = pictures;
  if (oldest && pictures.size > MAX_PICTURES) {
    pictures.delete(oldest[0]);
    closing.push(oldest[1]);
  }
  useFramePictures.setState({ pictures });
  for (const each of closing) each?.close();
}
