import { stat } from 'node:fs/promises';
import { ForgeError } from '../../core/errors.ts';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import { openImageFolder } from './image-folder.ts';
import { openNodeVideo } from './node-video.ts';

/**
 * Opens a video file, or a folder of images. Throws `file_not_found`, `video_unreadable` and the errors of
 * `openNodeVideo` and `openImageFolder`.
 */
export async function openFrames(path: string): Promise<FrameSource> {
  const found = await stat(path).catch((error: unknown) => {
    throw new ForgeError('file_not_found.file_or_folder', { path }, { cause: error });
  });
  // Opening a pipe would wait for its writer.
  if (!found.isDirectory() && !found.isFile()) {
    throw new ForgeError('video_unreadable.file_or_folder', { path });
  }
  return found.isDirectory() ? openImageFolder(path) : openNodeVideo(path);
}
