import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { FilePathSource } from 'mediabunny';
import { ForgeError } from '../../core/errors.ts';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import { openVideo } from '../../media/video-frame-source.ts';
import '../decoders/node-decoders.ts';

/** Opens a video file, decoded by libavcodec in software. Throws the errors of `openVideo`. */
export async function openNodeVideo(path: string): Promise<FrameSource> {
  const handle = await open(path).catch((error: unknown) => {
    throw new ForgeError('video_unreadable.file', { name: basename(path) }, { cause: error });
  });
  try {
    const { size } = await handle.stat();
    const read = async (start: number, end: number) => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    };
    return await openVideo(new FilePathSource(path), { name: basename(path), size, read });
  } finally {
    await handle.close();
  }
}
