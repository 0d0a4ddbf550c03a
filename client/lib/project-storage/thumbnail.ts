import type { Project } from '../../../core/schema/project.ts';
import type { FrameOnScreen } from '../video-store.ts';

/** Longest side in pixels: twice what the list shows, for dense displays. */
const SIDE = 480;
const BOX_WIDTH = 3;

/** A small picture of a frame with the boxes on it; null where the browser cannot make one. */
export async function thumbnailOf({ picture, rank }: FrameOnScreen, project: Project): Promise<Blob | null> {
  if (typeof OffscreenCanvas === 'undefined' || picture.width === 0) return null;
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return null;
    if (!picture.drawOn(context, width, height)) return null;
    context.lineWidth = BOX_WIDTH;
    for (const track of project.tracks) {
      const shape = track.shapes[rank];
      if (!shape || shape.outside) continue;
      context.strokeStyle = project.classes.find(({ id }) => id === track.classId)?.color ?? '#ffffff';
      const [x, y, boxWidth, boxHeight] = shape.box;
      context.strokeRect(x * scale, y * scale, boxWidth * scale, boxHeight * scale);
    }
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
  } catch (error) {
    // The frame may have left the screen while its picture was taken; the next save takes another.
    console.warn('No thumbnail could be made.', error);
    return null;
  }
}
