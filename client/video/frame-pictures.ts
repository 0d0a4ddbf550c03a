import { create } from 'zustand';
import { toForgeError } from '../../core/errors.ts';
import type { FrameIndex } from '../../core/schema/brands.ts';
import type { Picture } from './picture.ts';
import { videoClient, type VideoClient } from './video-client.ts';
import { useVideoStore } from './video-store.ts';

/** Longest side in pixels: twice the side on the page, for dense screens. */
const SIDE = 320;
/** About 0.2 MB each; the oldest are dropped first and decoded again when they are viewed. */
const MAX_PICTURES = 200;

interface KeptPictures {
  /** Small pictures of labelled frames, without their labels; they are owned and released by `framePictures`. */
  readonly pictures: ReadonlyMap<FrameIndex, Picture>;
}

export const useFramePictures = create<KeptPictures>()(() => ({ pictures: new Map() }));

/** Makes and keeps the small pictures of the labelled frames of the open video. */
export class FramePictures {
  readonly #wanted = new Set<FrameIndex>();
  /** The video whose pictures are being loaded one after the other; null while none are. */
  #loading: File | null = null;

  constructor(private readonly video: Pick<VideoClient, 'smallPictureOf'> = videoClient) {}

  /** Stores a small picture of the shown frame. */
  async keepShown(): Promise<void> {
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
  request(frame: FrameIndex): void {
    const { file } = useVideoStore.getState();
    if (!file || useFramePictures.getState().pictures.has(frame)) return;
    this.#wanted.add(frame);
    if (this.#loading !== file) void this.#loadWanted(file);
  }

  /** Withdraws the request: the place of this picture is no longer in view. */
  cancelRequest(frame: FrameIndex): void {
    this.#wanted.delete(frame);
  }

  /** Releases all pictures. For a new video. */
  release(): void {
    this.#wanted.clear();
    const { pictures } = useFramePictures.getState();
    useFramePictures.setState({ pictures: new Map() });
    for (const picture of pictures.values()) picture.release();
  }

  async #loadWanted(file: File): Promise<void> {
    this.#loading = file;
    try {
      for (let [frame] = this.#wanted; frame !== undefined; [frame] = this.#wanted) {
        // Another video is open: another call loads its pictures.
        if (this.#loading !== file) return;
        this.#wanted.delete(frame);
        await this.#load(frame, file);
      }
    } finally {
      if (this.#loading === file) this.#loading = null;
    }
  }

  async #load(frame: FrameIndex, file: File): Promise<void> {
    try {
      if (useVideoStore.getState().shown?.rank === frame) await this.keepShown();
      else put(frame, await this.video.smallPictureOf(frame), file);
    } catch (error) {
      // The video was closed, or the frame cannot be decoded; the frame view reports that.
      console.warn(`There is no picture of frame ${frame}.`, toForgeError(error));
    }
  }
}

/** The pictures of the open project. They are released when it is left. */
export const framePictures = new FramePictures();

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
