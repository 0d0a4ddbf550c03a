import type { FrameIndex } from '../../../core/schema/brands.ts';
import type { Project } from '../../../core/schema/project.ts';
import type { Picture } from '../../video/picture.ts';
import type { Preview } from './stored-project.ts';

/** Longest side in pixels: twice the size in the list, for dense displays. */
const SIDE = 480;

/** Whether a frame shows any label. */
export function hasLabels({ tracks }: Project, frame: FrameIndex): boolean {
  return tracks.some(({ shapes }) => shapes[frame]?.outside === false);
}

/** The preview of a project in the list: its labels over the picture of one of its frames. */
export function previewOf({ tracks, classes, video }: Project, frame: FrameIndex): Preview {
  const colors = new Map(classes.map(({ id, color }) => [id, color]));
  const labels = tracks.flatMap(({ classId, shapes }) => {
    const shape = shapes[frame];
    return shape && !shape.outside ? [{ color: colors.get(classId) ?? '#ffffff', box: shape.box }] : [];
  });
  return { frame, width: video.width, height: video.height, labels };
}

/**
 * A small picture of a frame, without its labels; null when the browser cannot make one, or the picture is
 * released. It is drawn at once.
 */
export async function thumbnailOf(picture: Picture): Promise<Blob | null> {
  if (typeof OffscreenCanvas === 'undefined') return null;
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { alpha: false });
    if (!context || !picture.drawOn(context, width, height)) return null;
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
  } catch (error) {
    // It is for the list only: the project is saved without one.
    console.warn('No picture of the project could be made.', error);
    return null;
  }
}
